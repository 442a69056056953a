/** Accounts, passwords (Argon2id) and refresh tokens. */
package io.orchestrator.persistence.users;
