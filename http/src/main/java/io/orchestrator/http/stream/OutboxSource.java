package io.orchestrator.http.stream;

import akka.Done;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The messages of one outbox as a stream, until it is cut. One stage, where the library's own would
 * be four: every message of every client passes each of them.
 */
final class OutboxSource extends GraphStage<SourceShape<Message>> {
  private final Outlet<Message> out = Outlet.create("messages");
  private final Outbox outbox;

  OutboxSource(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public SourceShape<Message> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Reader();
  }

  private final class Reader extends GraphStageLogic {
    private Iterator<String> taken = Collections.emptyIterator();
    private final AsyncCallback<Optional<List<String>>> come = createAsyncCallback(this::come);

    Reader() {
      super(shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (taken.hasNext()) {
                pushNext();
                return;
              }
              var next = outbox.next().toCompletableFuture();
              if (next.isDone()) {
                come(next.join());
              } else {
                next.thenAccept(come::invoke);
              }
            }
          });
    }

    @Override
    public void preStart() {
      AsyncCallback<Done> cut = createAsyncCallback(done -> completeStage());
      outbox.untilCut().thenAccept(cut::invoke);
    }

    private void come(Optional<List<String>> several) {
      if (several.isEmpty()) {
        completeStage();
      } else {
        taken = several.get().iterator();
        pushNext();
      }
    }

    private void pushNext() {
      push(out, TextMessage.create(taken.next()));
    }
  }
}
