/** Who calls: tokens, tickets, logins, lock-out, rate limits. */
package io.orchestrator.http.auth;
