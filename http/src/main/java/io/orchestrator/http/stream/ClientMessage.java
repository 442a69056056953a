package io.orchestrator.http.stream;

import io.orchestrator.domain.port.Users.Role;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a client may say over a stream, and the role that it needs for it. */
public enum ClientMessage {
  /** Before any role is known, and again with a newer token of the same subject. */
  AUTHENTICATE(Optional.empty()),
  EXECUTE_WORKFLOW(Optional.of(Role.OPERATOR)),
  CANCEL_WORKFLOW(Optional.of(Role.OPERATOR)),
  SUBSCRIBE(Optional.of(Role.VIEWER)),
  UNSUBSCRIBE(Optional.of(Role.VIEWER)),
  RESUME(Optional.of(Role.VIEWER)),
  GET_STATUS(Optional.of(Role.VIEWER)),
  GET_HEALTH(Optional.of(Role.VIEWER)),
  PING(Optional.of(Role.VIEWER));

  private final Optional<Role> role;

  ClientMessage(Optional<Role> role) {
    this.role = role;
  }

  /** Empty: none. */
  public Optional<Role> role() {
    return role;
  }

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ClientMessage> parse(String type) {
    return Arrays.stream(values()).filter(m -> m.wireName().equals(type)).findFirst();
  }

  static String names() {
    return Arrays.stream(values()).map(ClientMessage::wireName).collect(Collectors.joining(", "));
  }
}
