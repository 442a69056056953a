/** Linear-normal information by covariances, in nats: from closed forms, with exact tests. */
package io.orchestrator.analysis.information.gaussian;
