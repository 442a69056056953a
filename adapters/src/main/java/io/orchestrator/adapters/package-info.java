/** The outside world, one folder per counterparty. */
package io.orchestrator.adapters;
