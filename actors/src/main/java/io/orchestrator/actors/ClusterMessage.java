package io.orchestrator.actors;

/** Marks what may travel between nodes; bound to the CBOR serializer in {@code reference.conf}. */
public interface ClusterMessage {}
