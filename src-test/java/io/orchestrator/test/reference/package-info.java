/** Documents that are generated from the code and the packed configuration. */
package io.orchestrator.test.reference;
