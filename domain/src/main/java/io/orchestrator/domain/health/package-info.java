/** Services, their health and the steps of their recovery. */
package io.orchestrator.domain.health;
