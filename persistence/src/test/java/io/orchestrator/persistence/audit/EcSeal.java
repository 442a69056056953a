package io.orchestrator.persistence.audit;

import io.orchestrator.domain.port.AuditSeal;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/** A key of its own, in memory. */
final class EcSeal implements AuditSeal {
  private static final String ES256 = "SHA256withECDSAinP1363Format";
  private final KeyPair pair;

  EcSeal() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String keyId() {
    return "test";
  }

  @Override
  public String sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ES256);
      signature.initSign(pair.getPrivate());
      signature.update(content);
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verify(String keyId, byte[] content, String signature) {
    try {
      Signature check = Signature.getInstance(ES256);
      check.initVerify(pair.getPublic());
      check.update(content);
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public Optional<String> publicKey(String keyId) {
    return Optional.of(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
  }
}
