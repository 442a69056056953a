package io.orchestrator.http.tls;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** Certificates and keys as OpenSSL writes them. */
final class PemFiles {
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private PemFiles() {}

  /** In the order of the file: the server's own first. */
  static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = new ArrayList<>();
    var converter = new JcaX509CertificateConverter();
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(reader)) {
      for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
        if (item instanceof X509CertificateHolder holder) {
          chain.add(converter.getCertificate(holder));
        }
      }
    }
    if (chain.isEmpty()) {
      throw new IOException("there is no certificate in it");
    }
    return chain.toArray(new X509Certificate[0]);
  }

  /** The first private key of the file. */
  static PrivateKey key(Path file, char[] password) throws IOException {
    var converter = new JcaPEMKeyConverter();
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(reader)) {
      for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
        switch (item) {
          case PrivateKeyInfo info -> {
            return converter.getPrivateKey(info);
          }
          case PEMKeyPair pair -> {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          case PKCS8EncryptedPrivateKeyInfo locked -> {
            return converter.getPrivateKey(unlocked(locked, password));
          }
          case PEMEncryptedKeyPair locked -> {
            var decryptor =
                new JcePEMDecryptorProviderBuilder().setProvider(PROVIDER).build(password);
            return converter.getPrivateKey(locked.decryptKeyPair(decryptor).getPrivateKeyInfo());
          }
          default -> {
            // Parameters of a curve stand before some keys.
          }
        }
      }
    }
    throw new IOException("there is no private key in it");
  }

  private static PrivateKeyInfo unlocked(PKCS8EncryptedPrivateKeyInfo locked, char[] password)
      throws IOException {
    try {
      return locked.decryptPrivateKeyInfo(
          new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(PROVIDER).build(password));
    } catch (PKCSException | OperatorCreationException e) {
      throw new IOException("the key cannot be decrypted; is key-password right?", e);
    }
  }
}
