/** Table of strategies' versions. */
package io.orchestrator.persistence.strategy;
