/** Known failures of broker connections, each as one test of desk, wire client and gateway. */
package io.orchestrator.test.catalogue;
