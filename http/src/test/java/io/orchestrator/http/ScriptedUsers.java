package io.orchestrator.http;

import io.orchestrator.domain.port.Users;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names are their own passwords. */
final class ScriptedUsers implements Users {
  final Map<String, User> known = new ConcurrentHashMap<>();
  final Map<String, String> refresh = new ConcurrentHashMap<>();

  ScriptedUsers() {
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(java.util.Locale.ROOT);
      known.put(name, new User(name, Set.of(role), true));
    }
  }

  @Override
  public Optional<User> authenticate(String name, char[] password) {
    return Optional.ofNullable(known.get(name))
        .filter(user -> user.enabled() && name.equals(new String(password)));
  }

  @Override
  public Optional<User> find(String name) {
    return Optional.ofNullable(known.get(name));
  }

  @Override
  public List<User> list() {
    return List.copyOf(known.values());
  }

  @Override
  public void save(User user, char[] password) {
    known.put(user.name(), user);
  }

  @Override
  public void setEnabled(String name, boolean enabled) {
    known.computeIfPresent(name, (n, u) -> new User(n, u.roles(), enabled));
  }

  @Override
  public void rememberRefreshToken(String tokenHash, String userName, Instant expires) {
    refresh.put(tokenHash, userName);
  }

  @Override
  public Optional<String> consumeRefreshToken(String tokenHash, Instant now) {
    return Optional.ofNullable(refresh.remove(tokenHash));
  }

  @Override
  public void revokeRefreshTokens(String userName) {
    refresh.values().removeIf(userName::equals);
  }
}
