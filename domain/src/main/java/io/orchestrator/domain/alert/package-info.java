/** What a person must know: raised from events, told once, acknowledged, escalated, resolved. */
package io.orchestrator.domain.alert;
