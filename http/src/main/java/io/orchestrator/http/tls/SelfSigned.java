package io.orchestrator.http.tls;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that this node makes for itself: encrypted, but nobody vouches for it. Kept in
 * {@code secrets/self-signed.pem} with its key, so that a client can be told to trust this one.
 */
final class SelfSigned {
  private static final Duration LIFE = Duration.ofDays(365);
  private static final Duration RENEW_BEFORE = Duration.ofDays(7);
  private static final int SERIAL_BITS = 120;

  private SelfSigned() {}

  /** The PEM file with certificate and key; made anew when it is missing or about to end. */
  static Path file(Path directory, String bindAddress, Instant now)
      throws IOException, GeneralSecurityException {
    Path file = directory.resolve("secrets").resolve("self-signed.pem");
    if (Files.isRegularFile(file)
        && PemFiles.certificates(file)[0]
            .getNotAfter()
            .toInstant()
            .isAfter(now.plus(RENEW_BEFORE))) {
      return file;
    }
    Files.createDirectories(file.getParent());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Path fresh = Files.createTempFile(file.getParent(), "self-signed", ".new");
    if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    }
    try (Writer writer = Files.newBufferedWriter(fresh);
        JcaPEMWriter pem = new JcaPEMWriter(writer)) {
      pem.writeObject(certificate(pair, bindAddress, now));
      pem.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
    }
    Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static X509CertificateHolder certificate(KeyPair pair, String bindAddress, Instant now)
      throws IOException, GeneralSecurityException {
    X500Name name = new X500Name("CN=System Orchestrator self-signed");
    try {
      return new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()),
              Date.from(now.minusSeconds(60)),
              Date.from(now.plus(LIFE)),
              name,
              pair.getPublic())
          .addExtension(Extension.subjectAlternativeName, false, names(bindAddress))
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralNames names(String bindAddress) throws IOException {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.dNSName, InetAddress.getLocalHost().getHostName()));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    InetAddress bound = InetAddress.getByName(bindAddress);
    if (!bound.isLoopbackAddress() && !bound.isAnyLocalAddress()) {
      names.add(new GeneralName(GeneralName.iPAddress, bound.getHostAddress()));
    }
    return new GeneralNames(names.toArray(new GeneralName[0]));
  }
}
