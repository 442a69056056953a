import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.BroadcastHub;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The least that can be done with the same library: a route that gives the same bytes, and a
 * broadcast of the same text to every stream; no tokens, no limits, no history.
 */
public final class DoorPeer {
  private static final int QUEUE = 1 << 16;

  private DoorPeer() {}

  /**
   * @param args answer of the route, and text of an event up to its mark, both in base 64
   */
  public static void main(String[] args) throws Exception {
    byte[] body = Base64.getDecoder().decode(args[0]);
    String event = new String(Base64.getDecoder().decode(args[1]), StandardCharsets.UTF_8);
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "peer",
            ConfigFactory.parseString(
                    "akka { loglevel = WARNING, http.server { max-connections = 10000, backlog ="
                        + " 1024, idle-timeout = 10m, request-timeout = infinite } }")
                .withFallback(ConfigFactory.load()));
    Pair<BoundedSourceQueue<Message>, Source<Message, NotUsed>> hub =
        Source.<Message>queue(QUEUE)
            .toMat(BroadcastHub.of(Message.class, 256), Keep.both())
            .run(system);
    hub.second().runWith(Sink.ignore(), system);
    Route status =
        Directives.path(
            PathMatchers.segment("api").slash("system").slash("status"),
            () ->
                Directives.get(
                    () ->
                        Directives.complete(
                            HttpEntities.create(ContentTypes.APPLICATION_JSON, body))));
    Route stream =
        Directives.pathSingleSlash(
            () ->
                Directives.handleWebSocketMessages(
                    Flow.fromSinkAndSource(Sink.<Message>ignore(), hub.second())));
    ServerBinding rest =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(Directives.concat(status, stream))
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
    int port = rest.localAddress().getPort();
    System.out.printf("> %d %d none%n", port, port);
    DoorNode.answer(
        words ->
            switch (words[0]) {
              case "events" ->
                  events(
                      hub.first(), event, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
              case "heap" -> DoorNode.heap();
              default -> throw new IllegalArgumentException(words[0]);
            });
    System.exit(0);
  }

  private static String events(
      BoundedSourceQueue<Message> hub, String event, int count, int perSecond) {
    return DoorNode.paced(
        count,
        perSecond,
        () -> {
          String text = event + System.nanoTime() + "}}}";
          if (hub.offer(TextMessage.create(text)) != QueueOfferResult.enqueued()) {
            throw new IllegalStateException("the queue is full");
          }
        });
  }
}
