package io.orchestrator.persistence.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  /**
   * Known answer of the Argon2 reference implementation (phc-winner-argon2, test.c: version 0x13,
   * Argon2id, t=2, m=2^16 KiB, p=1, "password", "somesalt").
   */
  static final String REFERENCE_64_MIB =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  /** The same with m=2^8 KiB. */
  static final String REFERENCE =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

  @Test
  void agreesWithTheReferenceImplementation() {
    PasswordHash large = PasswordHash.parse(REFERENCE_64_MIB).orElseThrow();
    assertTrue(large.matches("password".toCharArray()));
    assertFalse(large.matches("passwore".toCharArray()));
    assertFalse(large.outdated());
    PasswordHash small = PasswordHash.parse(REFERENCE).orElseThrow();
    assertTrue(small.matches("password".toCharArray()));
    assertTrue(small.outdated());
    assertEquals(REFERENCE, small.encoded());
  }

  @Test
  void comesBackFromItsText() {
    PasswordHash hash = PasswordHash.create("pässwörd €".toCharArray(), new SecureRandom());
    PasswordHash back = PasswordHash.parse(hash.encoded()).orElseThrow();
    assertTrue(back.matches("pässwörd €".toCharArray()));
    // The same text with combining accents, as another keyboard sends it.
    assertTrue(back.matches("pa\u0308sswo\u0308rd €".toCharArray()));
    assertFalse(back.matches("passwörd €".toCharArray()));
    assertFalse(back.outdated());
  }

  @Test
  void brokenTextIsNoHash() {
    for (String text :
        new String[] {
          "",
          "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          REFERENCE + "=",
          REFERENCE.substring(0, 40)
        }) {
      assertEquals(Optional.empty(), PasswordHash.parse(text), text);
    }
  }
}
