package io.orchestrator.persistence.users;

import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.Users;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.DatabaseException;
import io.orchestrator.persistence.SqlTime;
import io.orchestrator.persistence.Transactions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Table {@code app_user}; refresh tokens are in {@link RefreshTokens}. Names are compared in lower
 * case. Disabling a user or changing a password ends all refresh tokens in the same transaction.
 */
public final class JdbcUsers implements Users {
  private static final String COLUMNS = "name, roles, enabled";

  private final Database database;
  private final InstantSource clock;
  private final SecureRandom random;
  private final UserSettings settings;
  private final Semaphore hashing;
  private final RefreshTokens tokens;

  /** Verified for unknown users, so that they take as long as known ones. */
  private final PasswordHash nobody;

  public JdbcUsers(
      Database database, InstantSource clock, SecureRandom random, UserSettings settings) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    this.settings = settings;
    this.hashing = new Semaphore(settings.concurrentHashes(), true);
    this.tokens = new RefreshTokens(database, settings.maxTokensPerUser());
    this.nobody = PasswordHash.create("nobody has this password".toCharArray(), random);
  }

  /**
   * @throws RefusedException {@code auth.busy} when too many logins wait already
   */
  @Override
  public Optional<User> authenticate(String name, char[] password) {
    boolean bearable = password.length <= UserRules.MAX_PASSWORD;
    char[] bounded = bearable ? password : Arrays.copyOf(password, UserRules.MAX_PASSWORD);
    Optional<Account> account = UserRules.canonical(name).flatMap(this::account);
    PasswordHash hash = account.flatMap(a -> PasswordHash.parse(a.hash())).orElse(nobody);
    boolean matches = inTurn(() -> hash.matches(bounded));
    if (!matches || !bearable || hash == nobody || !account.orElseThrow().user().enabled()) {
      return Optional.empty();
    }
    if (hash.outdated()) {
      renew(account.get(), password);
    }
    return account.map(Account::user);
  }

  private record Account(User user, String hash) {}

  private Optional<Account> account(String canonicalName) {
    try (Connection connection = database.connection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT " + COLUMNS + ", password_hash FROM app_user WHERE name = ?")) {
      select.setString(1, canonicalName);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new Account(user(row), row.getString("password_hash")))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read users", e);
    }
  }

  private void renew(Account account, char[] password) {
    String hash = inTurn(() -> PasswordHash.create(password, random).encoded());
    try (Connection connection = database.connection();
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE app_user SET password_hash = ? WHERE name = ? AND password_hash = ?")) {
      update.setString(1, hash);
      update.setString(2, account.user().name());
      update.setString(3, account.hash());
      update.executeUpdate();
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot renew a password hash", e);
    }
  }

  @Override
  public Optional<User> find(String name) {
    return UserRules.canonical(name).flatMap(this::account).map(Account::user);
  }

  @Override
  public List<User> list() {
    try (Connection connection = database.connection();
        PreparedStatement select =
            connection.prepareStatement("SELECT " + COLUMNS + " FROM app_user ORDER BY name");
        ResultSet rows = select.executeQuery()) {
      List<User> users = new ArrayList<>();
      while (rows.next()) {
        users.add(user(rows));
      }
      return List.copyOf(users);
    } catch (SQLException e) {
      throw DatabaseException.of("Cannot read users", e);
    }
  }

  /**
   * @param password null keeps the present one of an existing user
   * @throws RefusedException {@code users.bad_name}, {@code users.bad_password}, {@code
   *     users.bad_roles}, {@code users.too_many}
   */
  @Override
  public void save(User user, char[] password) {
    String name = checked(user);
    Optional<String> newHash = hash(name, password);
    try {
      Transactions.run(database, "Cannot save a user", c -> write(c, name, user, newHash));
    } catch (DatabaseException e) {
      if (!(e.getCause() instanceof SQLException sql) || !"23505".equals(sql.getSQLState())) {
        throw e;
      }
      // Another node created the user in between: now there is a row to update.
      Transactions.run(database, "Cannot save a user", c -> write(c, name, user, newHash));
    }
  }

  @Override
  public void create(User user, char[] password) {
    String name = checked(user);
    Optional<String> newHash = hash(name, password);
    try {
      Transactions.run(database, "Cannot create a user", c -> insert(c, name, user, newHash));
    } catch (DatabaseException e) {
      if (e.getCause() instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
        throw refused("users.exists", 409, "There is a user " + name + " already.");
      }
      throw e;
    }
  }

  private static String checked(User user) {
    if (user.roles().isEmpty()) {
      throw refused("users.bad_roles", 400, "A user has at least one role.");
    }
    return UserRules.requireName(user.name());
  }

  private Optional<String> hash(String name, char[] password) {
    if (password == null) {
      return Optional.empty();
    }
    UserRules.requirePassword(name, password);
    return Optional.of(inTurn(() -> PasswordHash.create(password, random).encoded()));
  }

  /** Without one nobody could make another. */
  private static void requireAnAdministrator(Connection connection, int before)
      throws SQLException {
    if (before > 0 && administrators(connection) == 0) {
      throw refused("users.last_admin", 409, "This is the last administrator that may log in.");
    }
  }

  private static int administrators(Connection connection) throws SQLException {
    try (PreparedStatement count =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM app_user WHERE enabled AND roles LIKE '%ADMIN%'");
        ResultSet row = count.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private void write(Connection connection, String name, User user, Optional<String> hash)
      throws SQLException {
    int before = administrators(connection);
    update(connection, name, user, hash);
    requireAnAdministrator(connection, before);
  }

  private void update(Connection connection, String name, User user, Optional<String> hash)
      throws SQLException {
    String set = hash.isPresent() ? ", password_hash = ?" : "";
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE app_user SET roles = ?, enabled = ?, updated_at = ?"
                + set
                + " WHERE name = ?")) {
      int i = 1;
      update.setString(i++, roles(user));
      update.setBoolean(i++, user.enabled());
      SqlTime.set(update, i++, clock.instant());
      if (hash.isPresent()) {
        update.setString(i++, hash.get());
      }
      update.setString(i, name);
      if (update.executeUpdate() == 0) {
        insert(connection, name, user, hash);
      } else if (hash.isPresent() || !user.enabled()) {
        tokens.revoke(connection, name);
      }
    }
  }

  private void insert(Connection connection, String name, User user, Optional<String> hash)
      throws SQLException {
    String newHash =
        hash.orElseThrow(() -> refused("users.bad_password", 400, "A new user needs a password."));
    requireRoom(connection);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO app_user (name, roles, password_hash, enabled, created_at, updated_at)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, name);
      insert.setString(2, roles(user));
      insert.setString(3, newHash);
      insert.setBoolean(4, user.enabled());
      SqlTime.set(insert, 5, clock.instant());
      SqlTime.set(insert, 6, clock.instant());
      insert.executeUpdate();
    }
  }

  private void requireRoom(Connection connection) throws SQLException {
    try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM app_user");
        ResultSet row = count.executeQuery()) {
      row.next();
      if (row.getInt(1) >= settings.maxUsers()) {
        throw refused("users.too_many", 409, "There are " + row.getInt(1) + " users already.");
      }
    }
  }

  @Override
  public void setEnabled(String name, boolean enabled) {
    String canonical = UserRules.requireName(name);
    Transactions.run(
        database,
        "Cannot change a user",
        connection -> {
          int before = administrators(connection);
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE app_user SET enabled = ?, updated_at = ? WHERE name = ?")) {
            update.setBoolean(1, enabled);
            SqlTime.set(update, 2, clock.instant());
            update.setString(3, canonical);
            if (update.executeUpdate() == 0) {
              throw refused("users.not_found", 404, "There is no user " + canonical + ".");
            }
          }
          if (!enabled) {
            tokens.revoke(connection, canonical);
          }
          requireAnAdministrator(connection, before);
        });
  }

  @Override
  public void rememberRefreshToken(
      String tokenHash, String userName, String session, Instant expires) {
    tokens.remember(tokenHash, UserRules.requireName(userName), session, expires, clock.instant());
  }

  @Override
  public RefreshUse useRefreshToken(String tokenHash, Instant now) {
    Optional<RefreshTokens.Found> found = tokens.use(tokenHash, now);
    if (found.isEmpty()) {
      return new RefreshUse.Unknown();
    }
    RefreshTokens.Found token = found.get();
    if (token.used()) {
      tokens.end(token.userName(), token.session());
      return new RefreshUse.Reused(token.userName(), token.session());
    }
    Optional<User> user = token.usable() ? find(token.userName()) : Optional.empty();
    return user.isPresent()
        ? new RefreshUse.Good(user.get(), token.session())
        : new RefreshUse.Unknown();
  }

  @Override
  public List<Session> sessions(String userName, Instant now) {
    return tokens.sessions(UserRules.requireName(userName), now);
  }

  @Override
  public boolean endSession(String userName, String session) {
    return tokens.end(UserRules.requireName(userName), session);
  }

  @Override
  public void endSessions(String userName) {
    String name = UserRules.requireName(userName);
    Transactions.run(database, "Cannot end sessions", c -> tokens.revoke(c, name));
  }

  private interface Hashing<T> {
    T run();
  }

  private <T> T inTurn(Hashing<T> work) {
    try {
      if (!hashing.tryAcquire(settings.hashWait().toMillis(), TimeUnit.MILLISECONDS)) {
        throw refused("auth.busy", 503, "Too many logins at a time.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("auth.busy", 503, "The login was interrupted.");
    }
    try {
      return work.run();
    } finally {
      hashing.release();
    }
  }

  private static String roles(User user) {
    return EnumSet.copyOf(user.roles()).stream().map(Role::name).collect(Collectors.joining(","));
  }

  private static User user(ResultSet row) throws SQLException {
    Set<Role> roles =
        Arrays.stream(row.getString("roles").split(","))
            .map(Role::valueOf)
            .collect(Collectors.toUnmodifiableSet());
    return new User(row.getString("name"), roles, row.getBoolean("enabled"));
  }

  private static RefusedException refused(String code, int status, String detail) {
    String advice = status == 503 ? "Try again in a few seconds." : "See the list of users.";
    return new Refusal(code, status, detail, advice).asException();
  }
}
