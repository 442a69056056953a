/** Ways out for alerts: webhook, Slack-compatible, Telegram, e-mail. */
package io.orchestrator.adapters.alert;
