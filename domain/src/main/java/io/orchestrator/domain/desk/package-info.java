/** The trading desk's own journal, its state, and the comparison with the broker's books. */
package io.orchestrator.domain.desk;
