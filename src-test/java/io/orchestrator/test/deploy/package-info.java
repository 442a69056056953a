/** What stands in {@code deploy/}, as far as it can be checked without an engine of containers. */
package io.orchestrator.test.deploy;
