/** What a model may know of a symbol at a bar: numbers from that bar and earlier ones only. */
package io.orchestrator.analysis.features;
