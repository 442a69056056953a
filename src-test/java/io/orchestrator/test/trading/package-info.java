/**
 * The trading desk with its real adapter, sockets and journal in one process, and what befalls it.
 */
package io.orchestrator.test.trading;
