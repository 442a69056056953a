/**
 * The Risk Monitor: measures the portfolio, keeps violations, breakers and the trading state, and
 * tells the desk at once. What cannot be computed stops entries; exits go on.
 */
package io.orchestrator.actors.risk;
