package io.orchestrator.http;

import io.orchestrator.domain.common.Refusal;
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
  final Map<String, Session> refresh = new ConcurrentHashMap<>();
  final Map<String, Session> used = new ConcurrentHashMap<>();

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
  public void create(User user, char[] password) {
    if (known.putIfAbsent(user.name(), user) != null) {
      throw new Refusal("users.exists", 409, "There is one.", "Choose another.").asException();
    }
  }

  @Override
  public void rememberRefreshToken(
      String tokenHash, String userName, String session, Instant expires) {
    refresh.put(tokenHash, new Session(session, userName, Instant.EPOCH, Instant.EPOCH, expires));
  }

  @Override
  public RefreshUse useRefreshToken(String tokenHash, Instant now) {
    Session session = refresh.remove(tokenHash);
    if (session != null) {
      used.put(tokenHash, session);
      User user = known.get(session.userName());
      return user.enabled() ? new RefreshUse.Good(user, session.id()) : new RefreshUse.Unknown();
    }
    Session before = used.get(tokenHash);
    if (before == null) {
      return new RefreshUse.Unknown();
    }
    endSession(before.userName(), before.id());
    return new RefreshUse.Reused(before.userName(), before.id());
  }

  @Override
  public List<Session> sessions(String userName, Instant now) {
    return refresh.values().stream().filter(s -> s.userName().equals(userName)).toList();
  }

  @Override
  public boolean endSession(String userName, String session) {
    return refresh.values().removeIf(s -> s.id().equals(session));
  }

  @Override
  public void endSessions(String userName) {
    refresh.values().removeIf(s -> s.userName().equals(userName));
  }
}
