/**
 * Who informs whom: the greedy network inference of IDTxl (Novelli et al., Network Neuroscience 3,
 * 2019; Wollstadt et al., JOSS 4(34), 1081, 2019) with its setting names, over any estimator of
 * conditional mutual information. {@code NetworkInference} is the entrance.
 */
package io.orchestrator.analysis.information.network;
