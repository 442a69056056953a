/**
 * Models trained on pooled symbols: samples, walk-forward scores, registry on disk, boosted trees.
 */
package io.orchestrator.analysis.learn;
