/** Akka Typed behaviours: who owns which state, who talks to whom. */
package io.orchestrator.actors;
