/**
 * Information theory on time series, in nats: mutual information, transfer entropy and the network
 * of who drives whom. Definitions and expected numbers: Schreiber 2000, Kraskov, Stögbauer and
 * Grassberger 2004, Barnett, Barrett and Seth 2009, Lizier 2014.
 */
package io.orchestrator.analysis.information;
