package io.orchestrator.cli;

import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.http.auth.SigningKeys;
import io.orchestrator.http.auth.Tokens;
import io.orchestrator.settings.BadConfiguration;
import io.orchestrator.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Signs with the key of this machine's data directory; whoever can read that key may do all. */
@Command(
    name = "token",
    description = "Prints an access token signed with the local key.",
    mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
  @Option(
      names = "--role",
      required = true,
      description = "viewer, operator, trader, risk or admin; each includes those before.")
  Role role;

  @Option(
      names = "--ttl",
      defaultValue = "12h",
      converter = Ttl.class,
      description = "Life, like 30m, 12h or 7d; at most 30d; default ${DEFAULT-VALUE}.")
  Duration ttl;

  @Option(
      names = "--subject",
      defaultValue = "${sys:user.name:-cli}",
      description = "Who it stands for in the history; default: your user name.")
  String subject;

  @Option(
      names = "--home",
      paramLabel = "DIRECTORY",
      description = "Data directory; default: the configured one (orchestrator.home).")
  Path home;

  @Option(names = "--json", description = "{\"access_token\":…,\"expires_in\":…}, in seconds.")
  boolean json;

  @Mixin ConfigurationOptions configuration;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Settings.Signing signing = signing();
    Path directory = home == null ? signing.home() : home;
    if (!Files.isRegularFile(directory.resolve(SigningKeys.Use.TOKENS.file()))) {
      throw new CliFailure(
          CliFailure.REFUSED,
          "There is no key at "
              + directory.resolve(SigningKeys.Use.TOKENS.file()).toAbsolutePath()
              + ". Start the server once, or name its data directory with --home.");
    }
    try {
      var tokens =
          new Tokens(
              SigningKeys.openOrCreate(directory, SigningKeys.Use.TOKENS),
              signing.auth(),
              Clock.systemUTC());
      String token = tokens.issue(subject, role, ttl);
      spec.commandLine()
          .getOut()
          .println(
              json
                  ? ApiClient.text(Map.of("access_token", token, "expires_in", ttl.toSeconds()))
                  : token);
      spec.commandLine().getOut().flush();
      return 0;
    } catch (SigningKeys.KeyFileException e) {
      throw new CliFailure(CliFailure.REFUSED, e.getMessage());
    }
  }

  private Settings.Signing signing() {
    try {
      return configuration.signing();
    } catch (BadConfiguration e) {
      throw new CliFailure(
          CliFailure.USAGE, "The configuration cannot be used:\n" + e.getMessage());
    }
  }

  /** 90s, 30m, 12h, 7d. */
  static final class Ttl implements ITypeConverter<Duration> {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(30);

    @Override
    public Duration convert(String text) {
      Matcher matcher = SHAPE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("must look like 30m, 12h or 7d, was '" + text + "'");
      }
      long amount = Long.parseLong(matcher.group(1));
      Duration ttl =
          switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      if (ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
        throw new TypeConversionException("must be more than 0 and at most 30d, was " + text);
      }
      return ttl;
    }
  }
}
