package io.orchestrator.persistence.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.port.Revocations;
import io.orchestrator.domain.port.Revocations.Revocation;
import io.orchestrator.domain.port.Users.RefreshUse;
import io.orchestrator.domain.port.Users.Role;
import io.orchestrator.domain.port.Users.Session;
import io.orchestrator.domain.port.Users.User;
import io.orchestrator.persistence.Database;
import io.orchestrator.persistence.TestDatabases;
import io.orchestrator.persistence.TestDatabases.Kind;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcUsersTest {
  private static final Instant NOW = Instant.parse("2026-11-20T14:30:00Z");
  private static final User ALICE = new User("alice", Set.of(Role.TRADER, Role.VIEWER), true);
  private static final String PASSWORD = "correct horse battery";

  private static final String SESSION = "s-1";

  private static void assertGood(RefreshUse use) {
    assertTrue(use instanceof RefreshUse.Good good && good.user().name().equals("alice"));
  }

  private static void assertUnknown(RefreshUse use) {
    assertEquals(new RefreshUse.Unknown(), use);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSecondUseOfARefreshTokenEndsItsSessionAndNoOther(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      users.rememberRefreshToken("first", "alice", SESSION, NOW.plusSeconds(60));
      users.rememberRefreshToken("other", "alice", "s-2", NOW.plusSeconds(60));
      assertEquals(new RefreshUse.Good(ALICE, SESSION), users.useRefreshToken("first", NOW));
      users.rememberRefreshToken("second", "alice", SESSION, NOW.plusSeconds(90));
      assertEquals(
          List.of(
              new Session(SESSION, "alice", NOW, NOW, NOW.plusSeconds(90)),
              new Session("s-2", "alice", NOW, NOW, NOW.plusSeconds(60))),
          users.sessions("alice", NOW));
      assertEquals(new RefreshUse.Reused("alice", SESSION), users.useRefreshToken("first", NOW));
      assertUnknown(users.useRefreshToken("second", NOW));
      assertGood(users.useRefreshToken("other", NOW));
      users.rememberRefreshToken("third", "alice", "s-3", NOW.plusSeconds(60));
      assertFalse(users.endSession("alice", "s-9"));
      assertTrue(users.endSession("alice", "s-3"));
      assertUnknown(users.useRefreshToken("third", NOW));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNameIsCreatedOnceAndTheLastAdministratorStays(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database);
      users.create(new User("root", Set.of(Role.ADMIN), true), PASSWORD.toCharArray());
      users.create(ALICE, PASSWORD.toCharArray());
      assertEquals(
          "users.exists",
          code(() -> users.create(new User("Alice", Set.of(Role.ADMIN), true), chars())));
      assertEquals("users.last_admin", code(() -> users.setEnabled("root", false)));
      assertEquals(
          "users.last_admin",
          code(() -> users.save(new User("root", Set.of(Role.VIEWER), true), null)));
      assertTrue(users.authenticate("root", chars()).isPresent());
      users.save(new User("alice", Set.of(Role.ADMIN), true), null);
      users.setEnabled("root", false);
      assertEquals("users.last_admin", code(() -> users.setEnabled("alice", false)));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void revocationsAreKeptUntilNoTokenCanBeMeant(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      var revocations = new JdbcRevocations(database);
      var token =
          new Revocation(Revocations.Kind.TOKEN, "jti-1", NOW.minusSeconds(60), NOW.plusSeconds(9));
      var subject = new Revocation(Revocations.Kind.SUBJECT, "alice", NOW, NOW.plusSeconds(100));
      revocations.remember(token);
      revocations.remember(new Revocation(token.kind(), "jti-1", NOW, NOW.plusSeconds(10)));
      revocations.remember(subject);
      assertEquals(2, revocations.open(NOW).size());
      assertEquals(List.of(subject), revocations.open(NOW.plusSeconds(11)));
    }
  }

  private static char[] chars() {
    return PASSWORD.toCharArray();
  }

  private static String code(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(RefusedException.class, action).refusal().code();
  }

  private static JdbcUsers users(Database database) {
    return users(database, UserSettings.DEFAULT);
  }

  private static JdbcUsers users(Database database, UserSettings settings) {
    return new JdbcUsers(database, InstantSource.fixed(NOW), new SecureRandom(), settings);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aPasswordOpensOnlyItsOwnAccount(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      assertEquals(Optional.of(ALICE), users.authenticate("alice", PASSWORD.toCharArray()));
      assertEquals(Optional.of(ALICE), users.authenticate("ALICE", PASSWORD.toCharArray()));
      assertEquals(Optional.empty(), users.authenticate("alice", "wrong horse".toCharArray()));
      assertEquals(Optional.empty(), users.authenticate("alice", new char[0]));
      assertEquals(Optional.empty(), users.authenticate("bob", PASSWORD.toCharArray()));
      assertEquals(Optional.empty(), users.authenticate("a' OR 1=1", PASSWORD.toCharArray()));
      assertEquals(Optional.empty(), users.authenticate("x".repeat(9999), new char[9999]));
      users.setEnabled("alice", false);
      assertEquals(Optional.empty(), users.authenticate("alice", PASSWORD.toCharArray()));
      users.setEnabled("alice", true);
      assertTrue(users.authenticate("alice", PASSWORD.toCharArray()).isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void savingReplacesAndKeepsThePasswordIfNoneIsGiven(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      User admin = new User("Alice", Set.of(Role.ADMIN), true);
      users.save(admin, null);
      assertEquals(
          Set.of(Role.ADMIN),
          users.authenticate("alice", PASSWORD.toCharArray()).orElseThrow().roles());
      users.save(admin, "another long secret".toCharArray());
      assertTrue(users.authenticate("alice", PASSWORD.toCharArray()).isEmpty());
      assertEquals(List.of(new User("alice", Set.of(Role.ADMIN), true)), users.list());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nodesThatCreateTheSameUserDoNotFail(Kind kind) throws Exception {
    int callers = 4;
    try (Database database = TestDatabases.migrated(kind);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      JdbcUsers users = users(database);
      CyclicBarrier together = new CyclicBarrier(callers);
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        results.add(
            threads.submit(
                () -> {
                  together.await();
                  users.save(ALICE, PASSWORD.toCharArray());
                  return true;
                }));
      }
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
      assertEquals(List.of(ALICE), users.list());
      assertTrue(users.authenticate("alice", PASSWORD.toCharArray()).isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRefreshTokenIsGoodOnceAlsoForMany(Kind kind) throws Exception {
    int callers = 8;
    try (Database database = TestDatabases.migrated(kind);
        ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      for (int round = 0; round < 10; round++) {
        String token = "hash-" + round;
        users.rememberRefreshToken(token, "alice", token, NOW.plusSeconds(60));
        CyclicBarrier together = new CyclicBarrier(callers);
        List<Future<RefreshUse>> results = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          results.add(
              threads.submit(
                  () -> {
                    together.await();
                    return users.useRefreshToken(token, NOW);
                  }));
        }
        int winners = 0;
        for (Future<RefreshUse> result : results) {
          winners += result.get() instanceof RefreshUse.Good ? 1 : 0;
        }
        assertEquals(1, winners);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void tokensEndWithTimePasswordAndAccount(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      users.rememberRefreshToken("a", "alice", SESSION, NOW.plusSeconds(60));
      assertUnknown(users.useRefreshToken("a", NOW.plusSeconds(60)));
      users.rememberRefreshToken("b", "alice", SESSION, NOW.plusSeconds(60));
      users.save(ALICE, "another long secret".toCharArray());
      assertUnknown(users.useRefreshToken("b", NOW));
      users.rememberRefreshToken("c", "alice", SESSION, NOW.plusSeconds(60));
      users.setEnabled("alice", false);
      users.setEnabled("alice", true);
      assertUnknown(users.useRefreshToken("c", NOW));
      users.rememberRefreshToken("d", "alice", SESSION, NOW.plusSeconds(60));
      users.endSessions("alice");
      assertUnknown(users.useRefreshToken("d", NOW));
      users.rememberRefreshToken("e", "alice", SESSION, NOW.plusSeconds(60));
      assertGood(users.useRefreshToken("e", NOW));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlySoManyTokensAndUsers(Kind kind) {
    try (Database database = TestDatabases.migrated(kind)) {
      JdbcUsers users = users(database, new UserSettings(2, Duration.ofSeconds(5), 1, 3));
      users.save(ALICE, PASSWORD.toCharArray());
      for (int i = 0; i < 5; i++) {
        users.rememberRefreshToken("t" + i, "alice", "session-" + i, NOW.plusSeconds(60 + i));
      }
      assertUnknown(users.useRefreshToken("t0", NOW));
      assertUnknown(users.useRefreshToken("t1", NOW));
      assertGood(users.useRefreshToken("t2", NOW));
      assertEquals(
          "users.too_many", refusal(users, new User("bob", Set.of(Role.VIEWER), true), PASSWORD));
    }
  }

  @Test
  void badNamesPasswordsAndRolesAreRefused() {
    try (Database database = TestDatabases.migrated(Kind.H2)) {
      JdbcUsers users = users(database);
      for (String name : List.of("", " alice", "al ice", "-a", "x".repeat(65), "a\0", "ä")) {
        assertEquals(
            "users.bad_name", refusal(users, new User(name, Set.of(Role.VIEWER), true), PASSWORD));
      }
      User margaret = new User("margaret", Set.of(Role.VIEWER), true);
      for (String password :
          List.of(
              "short", "aaaaaaaaaaaaaaaa", "x".repeat(257), "my Margaret 99", "long enough\n1")) {
        assertEquals("users.bad_password", refusal(users, margaret, password), password);
      }
      assertEquals("users.bad_roles", refusal(users, new User("bob", Set.of(), true), PASSWORD));
      assertEquals("users.bad_password", refusal(users, margaret, null));
      assertEquals(
          "users.not_found",
          assertThrows(RefusedException.class, () -> users.setEnabled("ghost", true))
              .refusal()
              .code());
      assertTrue(users.list().isEmpty());
    }
  }

  private static String refusal(JdbcUsers users, User user, String password) {
    char[] chars = password == null ? null : password.toCharArray();
    return assertThrows(RefusedException.class, () -> users.save(user, chars)).refusal().code();
  }

  @Test
  void theDatabaseNeverSeesAPasswordAndOldHashesAreRenewed() throws Exception {
    try (Database database = TestDatabases.migrated(Kind.H2)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      String fresh = storedHash(database);
      assertTrue(fresh.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), fresh);
      assertFalse(fresh.contains(PASSWORD));
      // The reference vector below: another password with weak parameters.
      store(database, PasswordHashTest.REFERENCE);
      assertTrue(users.authenticate("alice", "password".toCharArray()).isPresent());
      assertTrue(storedHash(database).startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
      assertTrue(users.authenticate("alice", "password".toCharArray()).isPresent());
      store(database, "$argon2id$v=19$m=9999999,t=999,p=9$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAA");
      assertTrue(users.authenticate("alice", "password".toCharArray()).isEmpty());
    }
  }

  /** Ratio of medians of CPU time in the same rounds: an unknown name must not answer at once. */
  @Test
  void unknownUsersTakeAsLong() {
    try (Database database = TestDatabases.migrated(Kind.H2)) {
      JdbcUsers users = users(database);
      users.save(ALICE, PASSWORD.toCharArray());
      List<String> names = List.of("alice", "nobody", "not a name");
      long[][] times = new long[names.size()][15];
      for (int round = 0; round < times[0].length; round++) {
        for (int i = 0; i < names.size(); i++) {
          times[i][round] = cpuNanos(users, names.get(i));
        }
      }
      double known = median(times[0]);
      for (int i = 1; i < names.size(); i++) {
        double ratio = median(times[i]) / known;
        assertTrue(ratio > 1 / 3.0 && ratio < 3, names.get(i) + " takes " + ratio + " times");
      }
    }
  }

  private static long cpuNanos(JdbcUsers users, String name) {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    assertTrue(users.authenticate(name, "wrong password".toCharArray()).isEmpty());
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static double median(long[] times) {
    java.util.Arrays.sort(times);
    return times[times.length / 2];
  }

  private static String storedHash(Database database) throws Exception {
    try (Connection connection = database.connection();
        PreparedStatement select =
            connection.prepareStatement("SELECT password_hash FROM app_user");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private static void store(Database database, String hash) throws Exception {
    try (Connection connection = database.connection();
        PreparedStatement update =
            connection.prepareStatement("UPDATE app_user SET password_hash = ?")) {
      update.setString(1, hash);
      update.executeUpdate();
    }
  }
}
