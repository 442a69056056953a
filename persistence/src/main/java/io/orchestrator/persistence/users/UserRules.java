package io.orchestrator.persistence.users;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What names and passwords may be. */
final class UserRules {
  static final int MIN_PASSWORD = 12;

  /** Bounds the work that a login attempt can cause. */
  static final int MAX_PASSWORD = 256;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");

  private UserRules() {}

  /** Lower case; empty if it cannot be the name of a user. */
  static Optional<String> canonical(String name) {
    if (name == null || name.length() > 64) {
      return Optional.empty();
    }
    String canonical = name.toLowerCase(Locale.ROOT);
    return NAME.matcher(canonical).matches() ? Optional.of(canonical) : Optional.empty();
  }

  static String requireName(String name) {
    return canonical(name)
        .orElseThrow(
            () ->
                refused(
                    "users.bad_name",
                    "A user name has 1 to 64 letters, digits or . _ @ + - and begins with a letter or digit."));
  }

  static void requirePassword(String name, char[] password) {
    if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) {
      throw refused(
          "users.bad_password",
          "A password has %d to %d characters.".formatted(MIN_PASSWORD, MAX_PASSWORD));
    }
    boolean onlyOne = true;
    for (char c : password) {
      if (Character.isISOControl(c)) {
        throw refused("users.bad_password", "A password has no control characters.");
      }
      onlyOne &= c == password[0];
    }
    boolean holdsName =
        name.length() >= 6 && new String(password).toLowerCase(Locale.ROOT).contains(name);
    if (onlyOne || holdsName) {
      throw refused(
          "users.bad_password", "A password is not one character repeated nor built on the name.");
    }
  }

  private static RefusedException refused(String code, String detail) {
    return new Refusal(code, 400, detail, "Choose another one.").asException();
  }
}
