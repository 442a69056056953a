package io.orchestrator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.orchestrator.settings.Settings;
import java.net.URL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Points Logback at the configured directory and levels, before anything is worth logging. */
final class Logging {
  private Logging() {}

  static void configure(Settings settings) {
    System.setProperty("orchestrator.logs", settings.logs().toString());
    System.setProperty("orchestrator.log-level", settings.logLevel());
    System.setProperty("orchestrator.screen-level", settings.screenLevel());
    boolean json = settings.logFormat() == Settings.LogFormat.JSON;
    System.setProperty("orchestrator_log_appender", json ? "JSON" : "FILE");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    URL file = Logging.class.getResource("/orchestrator-logback.xml");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    context.reset();
    try {
      configurator.doConfigure(file);
    } catch (JoranException e) {
      throw new IllegalStateException("orchestrator-logback.xml is broken", e);
    }
  }

  /** Other levels, while the program runs. */
  static void levels(String log, String screen) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("io.orchestrator").setLevel(Level.valueOf(log));
    var appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("SCREEN");
    appender.getCopyOfAttachedFiltersList().stream()
        .filter(ThresholdFilter.class::isInstance)
        .forEach(filter -> ((ThresholdFilter) filter).setLevel(screen));
  }

  static void error(String message, Throwable cause) {
    LoggerFactory.getLogger("io.orchestrator").error(message, cause);
  }
}
