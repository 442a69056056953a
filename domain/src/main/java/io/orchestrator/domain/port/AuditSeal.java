package io.orchestrator.domain.port;

/** Signs checkpoints of the audit chain with ES256 (ECDSA, P-256, SHA-256). Thread-safe. */
public interface AuditSeal {
  /** Of the key that signs. */
  String keyId();

  /**
   * @return base64 of R and S, 32 bytes each
   */
  String sign(byte[] content);

  /** False also for a key that is not known here, and for what is no signature. */
  boolean verify(String keyId, byte[] content, String signature);

  /** Base64 of the public key in X.509 form; empty if it is not known here. */
  java.util.Optional<String> publicKey(String keyId);
}
