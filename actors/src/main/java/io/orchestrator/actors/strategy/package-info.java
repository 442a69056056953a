/** The register of strategies' versions. */
package io.orchestrator.actors.strategy;
