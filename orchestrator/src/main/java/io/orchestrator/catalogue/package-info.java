/** The workflows that this program offers, each as a short program over the façades. */
package io.orchestrator.catalogue;
