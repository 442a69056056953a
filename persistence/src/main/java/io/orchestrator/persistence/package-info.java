/** How events and read models reach the database. */
package io.orchestrator.persistence;
