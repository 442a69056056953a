package io.orchestrator.analysis.learn;

import java.time.Instant;
import java.util.List;

/**
 * Where a stored model comes from and how good it was.
 *
 * @param sha256 of the model file
 * @param dataHash SHA-256 of the bars it learned from
 * @param dataTo newest bar it has seen: it may not judge earlier ones
 */
public record ModelCard(
    String engine,
    String layout,
    String timeframe,
    int version,
    String library,
    List<String> symbols,
    List<String> features,
    int rows,
    long seed,
    Instant dataFrom,
    Instant dataTo,
    String dataHash,
    Instant trainedAt,
    double trainingSeconds,
    Scores scores,
    String sha256) {}
