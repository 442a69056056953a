/** From the engines' opinions to one signal per symbol, or to none. */
package io.orchestrator.analysis.signal;
