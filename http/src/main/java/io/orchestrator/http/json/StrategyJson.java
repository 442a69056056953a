package io.orchestrator.http.json;

import io.orchestrator.domain.strategy.Review;
import io.orchestrator.domain.strategy.StrategyEvent;
import io.orchestrator.domain.strategy.StrategyEvent.Promoted;
import io.orchestrator.domain.strategy.StrategyEvent.Reviewed;
import io.orchestrator.domain.strategy.StrategyEvent.RolledBack;
import io.orchestrator.domain.strategy.StrategyEvent.VersionAdded;
import io.orchestrator.domain.strategy.StrategyLimits;
import io.orchestrator.domain.strategy.StrategyLine;
import io.orchestrator.domain.strategy.StrategyVersion;
import io.orchestrator.domain.strategy.VersionEvidence;
import java.util.TreeMap;

/** Strategies and their versions in JSON. */
public final class StrategyJson {
  private StrategyJson() {}

  public static Shape brief(StrategyLine line) {
    return Shape.of("strategy", line.name())
        .and("champion", line.champion().map(v -> version(line, v).map()))
        .and("under_way", line.underWay().map(v -> version(line, v).map()))
        .and("versions", line.versions().size());
  }

  public static Shape line(StrategyLine line) {
    return Shape.of("strategy", line.name())
        .and("champion", line.champion().map(StrategyVersion::version))
        .and("under_way", line.underWay().map(StrategyVersion::version))
        .and(
            "versions",
            new TreeMap<>(line.versions())
                .descendingMap().values().stream().map(v -> version(line, v).map()).toList());
  }

  private static Shape version(StrategyLine line, StrategyVersion v) {
    return Shape.of("version", v.version())
        .and("stage", v.stage().wireName())
        .and("since", v.since())
        .and("capital_share", line.capital(v))
        .and("parameters", v.parameters())
        .and("symbols", v.symbols())
        .and("evidence", evidence(v.evidence()).map())
        .and("limits", limits(v.limits()).map())
        .and("review", v.review().map(r -> review(r).map()))
        .and("replaced", v.replaced())
        .and("workflow_id", v.run())
        .and("added_by", v.addedBy())
        .and("added_at", v.addedAt());
  }

  private static Shape evidence(VersionEvidence e) {
    return Shape.of("sharpe", e.sharpe())
        .and("deflated_sharpe", e.deflatedSharpe())
        .and("walk_forward_sharpe", e.walkForwardSharpe())
        .and("daily_volatility", e.dailyVolatility())
        .and("max_drawdown", e.maxDrawdown())
        .and("to", e.to())
        .and("data_hash", e.dataHash())
        .and("report", e.report())
        .and("against", e.against());
  }

  private static Shape limits(StrategyLimits l) {
    return Shape.of("max_instruments", l.maxInstruments())
        .and("max_order_value", l.maxOrderValue())
        .and("max_messages_per_minute", l.maxMessagesPerMinute())
        .and("max_position", l.maxPosition())
        .and("max_strategy_loss", l.maxLoss());
  }

  private static Shape review(Review r) {
    return Shape.of("days", r.days())
        .and("mean_return", r.meanReturn())
        .and("z", r.z())
        .and("drawdown", r.drawdown())
        .and("profit", r.profit())
        .and("drift", r.drift())
        .and("at", r.at());
  }

  /** What happened, in one line each. */
  public static Shape event(StrategyEvent event) {
    return switch (event) {
      case VersionAdded e ->
          Shape.of("event", "version_added")
              .and("version", e.version())
              .and("by", e.by())
              .and("at", e.at());
      case Promoted e ->
          Shape.of("event", "promoted")
              .and("version", e.version())
              .and("from", e.from().wireName())
              .and("to", e.to().wireName())
              .and("reason", e.reason())
              .and("by", e.by())
              .and("at", e.at());
      case RolledBack e ->
          Shape.of("event", "rolled_back")
              .and("version", e.version())
              .and("from", e.from().wireName())
              .and("restored", e.restored())
              .and("reason", e.reason())
              .and("by", e.by())
              .and("at", e.at());
      case Reviewed e ->
          Shape.of("event", "reviewed")
              .and("version", e.version())
              .and("stage", e.stage().wireName())
              .and("days", e.days())
              .and("z", e.z())
              .and("drawdown", e.drawdown())
              .and("profit", e.profit())
              .and("drift", e.drift())
              .and("at", e.at());
    };
  }
}
