/** How events and read models reach the database; {@link Database} opens it. */
package io.orchestrator.persistence;
