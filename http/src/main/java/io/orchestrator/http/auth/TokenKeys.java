package io.orchestrator.http.auth;

import io.orchestrator.http.auth.SigningKeys.KeyFileException;
import io.orchestrator.http.auth.SigningKeys.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token keys of this node as they are now: rotated here, or by the command line, or copied from
 * another node while this one runs. Thread-safe.
 */
public final class TokenKeys implements Supplier<SigningKeys> {
  private static final Logger LOG = LoggerFactory.getLogger(TokenKeys.class);

  private final Path directory;
  private final Duration keep;
  private final Clock clock;
  private volatile SigningKeys present;
  private FileTime seen;

  /**
   * Opens or creates the file. Blocking.
   *
   * @param keep longest life of a token
   */
  public TokenKeys(Path directory, Duration keep, Clock clock) {
    this.directory = directory;
    this.keep = keep;
    this.clock = clock;
    this.present = SigningKeys.openOrCreate(directory, Use.TOKENS);
    this.seen = lastChange();
  }

  @Override
  public SigningKeys get() {
    return present;
  }

  /** A new key signs from now on. Blocking. */
  public synchronized SigningKeys rotate() {
    present = SigningKeys.rotate(directory, Use.TOKENS, clock.instant(), keep);
    seen = lastChange();
    return present;
  }

  /** Tokens that it signed are refused from now on. Blocking. */
  public synchronized SigningKeys remove(String keyId) {
    present = SigningKeys.remove(directory, Use.TOKENS, keyId);
    seen = lastChange();
    return present;
  }

  /** Reads the file again if it changed; one that cannot be read leaves the keys as they are. */
  public synchronized void look() {
    FileTime now = lastChange();
    if (now.equals(seen)) {
      return;
    }
    try {
      present = SigningKeys.openOrCreate(directory, Use.TOKENS);
      seen = now;
      LOG.info("The token keys were read again; {} signs", present.signingKeyId());
    } catch (KeyFileException e) {
      LOG.warn("The changed token keys are not used: {}", e.getMessage());
    }
  }

  private FileTime lastChange() {
    try {
      return Files.getLastModifiedTime(directory.resolve(Use.TOKENS.file()));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
