package io.orchestrator.domain.common;

/** Text inside HTML and XML. */
public final class Markup {
  private Markup() {}

  /** For text and quoted attributes: nothing in it is a tag, an entity or the end of a quote. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
