/** The Event Manager: one durable, totally ordered log; its reading ends on every node. */
package io.orchestrator.actors.events;
