package io.orchestrator.persistence;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.h2.mvstore.MVStoreException;

/** The database cannot be used; says why and what to do. Messages hold no password. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, with the process exit code it has at start. */
  public enum Kind {
    BAD_URL("database.bad_url", 2, "Give jdbc:h2:file:<path> or jdbc:postgresql://host/database."),
    UNREACHABLE("database.unreachable", 4, "Check host, port and that the server runs."),
    REFUSED("database.refused", 4, "Check user, password and that the database exists."),
    LOCKED("database.locked", 4, "Another process has the file open; stop it, or use PostgreSQL."),
    CORRUPT("database.corrupt", 4, "Restore a backup, or recover the file with H2's Recover tool."),
    DISK_FULL(
        "database.disk_full", 4, "Free space on its disk; the program then goes on by itself."),
    FAILED("database.failed", 4, "See the cause in the log.");

    private final String code;
    private final int exitCode;
    private final String advice;

    Kind(String code, int exitCode, String advice) {
      this.code = code;
      this.exitCode = exitCode;
      this.advice = advice;
    }

    public String code() {
      return code;
    }

    public int exitCode() {
      return exitCode;
    }

    public String advice() {
      return advice;
    }
  }

  /** As ENOSPC, Windows, EDQUOT and EFBIG are worded. */
  private static final List<String> FULL =
      List.of("no space left", "not enough space", "disk quota exceeded", "file too large");

  private final Kind kind;

  DatabaseException(Kind kind, String detail, Throwable cause) {
    super(kind.code() + ": " + detail + " " + kind.advice(), cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Wraps what JDBC said, classified by its codes. */
  public static DatabaseException of(String doing, SQLException cause) {
    return new DatabaseException(kindOf(cause), doing + ": " + firstLine(cause) + ".", cause);
  }

  static Kind kindOf(Throwable thrown) {
    Kind kind = Kind.FAILED;
    int depth = 0;
    for (Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
      Kind found =
          switch (t) {
            case SQLException e -> ofSql(e);
            case MVStoreException e -> ofStore(e);
            case IOException e -> ofMessage(e);
            default -> Kind.FAILED;
          };
      if (found == Kind.DISK_FULL) {
        return found;
      }
      // The outermost verdict counts, except that a general one gives way to a precise one.
      if (kind == Kind.FAILED || (kind == Kind.UNREACHABLE && found == Kind.CORRUPT)) {
        kind = found == Kind.FAILED ? kind : found;
      }
    }
    return kind;
  }

  private static Kind ofSql(SQLException e) {
    Kind byCode =
        switch (e.getErrorCode()) {
          case 90020 -> Kind.LOCKED; // DATABASE_ALREADY_OPEN_1
          case 90030, 90048, 90088 -> Kind.CORRUPT; // FILE_CORRUPTED_1, FILE_VERSION_ERROR_1
          case 90031, 90028 -> ofMessage(e); // IO_EXCEPTION_1, IO_EXCEPTION_2
          case 90013, 90146 -> Kind.REFUSED; // DATABASE_NOT_FOUND
          case 90121, 90098, 90067 -> Kind.UNREACHABLE; // DATABASE_IS_CLOSED, CONNECTION_BROKEN
          default -> Kind.FAILED;
        };
    if (byCode != Kind.FAILED) {
      return byCode;
    }
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.equals("53100")) {
      return Kind.DISK_FULL;
    }
    if (state.startsWith("28") || state.equals("3D000") || state.equals("42501")) {
      return Kind.REFUSED;
    }
    if (state.equals("XX001") || state.equals("XX002")) {
      return Kind.CORRUPT;
    }
    // 08: connection; 57P0x: shutting down or starting up; 53300: no free connection.
    boolean unreachable =
        state.startsWith("08") || state.startsWith("57P0") || state.equals("53300");
    return unreachable ? Kind.UNREACHABLE : ofMessage(e);
  }

  private static Kind ofStore(MVStoreException e) {
    return switch (e.getErrorCode()) {
      case 6, 5 -> Kind.CORRUPT; // ERROR_FILE_CORRUPT, ERROR_UNSUPPORTED_FORMAT
      case 7 -> Kind.LOCKED; // ERROR_FILE_LOCKED
      default -> ofMessage(e);
    };
  }

  private static Kind ofMessage(Throwable e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    boolean full = FULL.stream().anyMatch(message::contains);
    return full ? Kind.DISK_FULL : Kind.FAILED;
  }

  private static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    String sentence = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return sentence.length() <= 300 ? sentence : sentence.substring(0, 300) + "…";
  }
}
