/** Risk measures: returns and positions in, losses out. */
package io.orchestrator.analysis.risk;
