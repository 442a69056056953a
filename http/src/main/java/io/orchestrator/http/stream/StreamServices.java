package io.orchestrator.http.stream;

import io.orchestrator.actors.api.Events;
import io.orchestrator.actors.api.HealthReports;
import io.orchestrator.actors.api.LiveFeed;
import io.orchestrator.actors.api.Market;
import io.orchestrator.actors.api.Resources;
import io.orchestrator.actors.api.SystemControl;
import io.orchestrator.actors.api.Workflows;
import io.orchestrator.http.auth.RateLimits;
import io.orchestrator.http.auth.RevokedAccess;
import io.orchestrator.http.rest.Guard;
import io.orchestrator.http.rest.RequestAudit;
import java.time.Clock;

/** What the sessions of all clients use together. */
public record StreamServices(
    SystemControl control,
    HealthReports health,
    Workflows workflows,
    Events events,
    LiveFeed live,
    Market market,
    Guard guard,
    RevokedAccess revoked,
    RateLimits rates,
    RequestAudit audit,
    Resources resources,
    HistoryEpoch epoch,
    Clock clock) {}
