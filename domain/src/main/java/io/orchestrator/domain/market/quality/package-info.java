/** Rules that stop bad numbers at the border; pure. */
package io.orchestrator.domain.market.quality;
