package io.orchestrator.cli;

import io.orchestrator.analysis.information.network.NetworkResult.Edge;
import io.orchestrator.domain.common.Markup;
import java.util.List;
import java.util.Locale;

/**
 * A network as SVG: series on a circle, an arrow for each link with its lag and its value beside
 * it. Strength is the width of the line, and every number is written out, so that nothing depends
 * on colour. Links of both directions bend apart.
 */
final class NetworkDrawing {
  private static final double NODE = 34;
  private static final double BEND = 0.14;
  private static final int MOST_NAME = 12;

  private final List<String> names;
  private final double radius;
  private final double centre;

  private NetworkDrawing(List<String> names) {
    this.names = names;
    this.radius = Math.max(190, names.size() * NODE * 0.75);
    this.centre = radius + 90;
  }

  /**
   * @param names of all series, as given
   * @param unit of the links' values
   */
  static String svg(String title, List<String> names, List<Edge> links, String unit) {
    return new NetworkDrawing(names).draw(title, links, unit);
  }

  private String draw(String title, List<Edge> links, String unit) {
    StringBuilder svg = new StringBuilder();
    double size = 2 * centre;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" \
            font-family="sans-serif" font-size="13">
            <title>%s</title>
            <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="11" \
            markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">\
            <path d="M0 0 10 5 0 10z" fill="#1f4e79"/></marker></defs>
            <rect width="100%%" height="100%%" fill="#fff"/>
            <text x="12" y="22" font-size="15">%s</text>
            """,
            size,
            size,
            escaped(title),
            escaped(title)));
    double largest = links.stream().mapToDouble(Edge::value).max().orElse(1);
    links.forEach(link -> arrow(svg, link, largest));
    links.forEach(link -> label(svg, link));
    for (int i = 0; i < names.size(); i++) {
      node(svg, i);
    }
    String legend =
        links.isEmpty()
            ? "no link was found"
            : "arrows: source to target; lag in steps: information in " + unit;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"12\" y=\"%.0f\" font-size=\"12\">%s</text>%n</svg>%n",
            size - 12,
            escaped(legend)));
    return svg.toString();
  }

  private double x(int node) {
    return centre + radius * Math.sin(2 * Math.PI * node / names.size());
  }

  private double y(int node) {
    return centre - radius * Math.cos(2 * Math.PI * node / names.size());
  }

  /** A point that the link's curve is drawn to: beside the middle, to the left of its direction. */
  private double[] bend(Edge link) {
    double dx = x(link.target()) - x(link.source());
    double dy = y(link.target()) - y(link.source());
    return new double[] {
      (x(link.source()) + x(link.target())) / 2 + BEND * dy,
      (y(link.source()) + y(link.target())) / 2 - BEND * dx
    };
  }

  /** A point at the node's rim towards the bend. */
  private double[] rim(int node, double[] bend) {
    double dx = bend[0] - x(node);
    double dy = bend[1] - y(node);
    double length = Math.max(1e-9, Math.hypot(dx, dy));
    return new double[] {x(node) + NODE * dx / length, y(node) + NODE * dy / length};
  }

  private void arrow(StringBuilder svg, Edge link, double largest) {
    double[] bend = bend(link);
    double[] from = rim(link.source(), bend);
    double[] to = rim(link.target(), bend);
    double width = 1 + 4 * Math.max(0, link.value()) / Math.max(1e-12, largest);
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class=\"link\" d=\"M%.1f %.1f Q%.1f %.1f %.1f %.1f\" fill=\"none\""
                + " stroke=\"#1f4e79\" stroke-width=\"%.1f\" marker-end=\"url(#head)\">"
                + "<title>%s to %s</title></path>%n",
            from[0],
            from[1],
            bend[0],
            bend[1],
            to[0],
            to[1],
            width,
            escaped(names.get(link.source())),
            escaped(names.get(link.target()))));
  }

  private void label(StringBuilder svg, Edge link) {
    double[] bend = bend(link);
    double[] from = rim(link.source(), bend);
    double[] to = rim(link.target(), bend);
    // Nearer to the source than the middle, where chords of a circle cross.
    double s = 0.36;
    double x = (1 - s) * (1 - s) * from[0] + 2 * s * (1 - s) * bend[0] + s * s * to[0];
    double y = (1 - s) * (1 - s) * from[1] + 2 * s * (1 - s) * bend[1] + s * s * to[1];
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" stroke=\"#fff\""
                + " stroke-width=\"4\" paint-order=\"stroke\">%d: %.3g</text>%n",
            x,
            y + 4,
            link.lag(),
            link.value()));
  }

  private void node(StringBuilder svg, int node) {
    String name = names.get(node);
    String shown = name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME - 1) + "…";
    svg.append(
        String.format(
            Locale.ROOT,
            "<g class=\"node\"><title>%s</title><circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\""
                + " fill=\"#eef3f8\" stroke=\"#1f4e79\"/>"
                + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\"%s>%s</text></g>%n",
            escaped(name),
            x(node),
            y(node),
            NODE,
            x(node),
            y(node) + 4,
            shown.length() > 7 ? " textLength=\"62\" lengthAdjust=\"spacingAndGlyphs\"" : "",
            escaped(shown)));
  }

  /** For text and attributes; what XML 1.0 does not allow becomes a question mark. */
  private static String escaped(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().forEach(c -> clean.appendCodePoint(allowed(c) ? c : '?'));
    return Markup.escaped(clean.toString());
  }

  private static boolean allowed(int c) {
    return c >= 0x20 && c <= 0xD7FF && !(c >= 0x7F && c <= 0x9F)
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }
}
