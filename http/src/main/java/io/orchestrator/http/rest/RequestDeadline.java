package io.orchestrator.http.rest;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;

/**
 * One connection, on which a request must be there in whole so long after the beginning or after
 * the last answer. The library's own limit counts silence only: whoever sends a byte of a header
 * now and then would keep a connection for ever.
 */
public final class RequestDeadline
    extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {
  private static final String TIMER = "no-request";
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Inlet<HttpRequest> requestIn = Inlet.create("requests-in");
  private final Outlet<HttpRequest> requestOut = Outlet.create("requests-out");
  private final Inlet<HttpResponse> responseIn = Inlet.create("responses-in");
  private final Outlet<HttpResponse> responseOut = Outlet.create("responses-out");
  private final Duration limit;

  public RequestDeadline(Duration limit) {
    this.limit = limit;
  }

  @Override
  public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
    return BidiShape.of(requestIn, requestOut, responseIn, responseOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Connection();
  }

  private final class Connection extends TimerGraphStageLogic {
    private boolean waiting;
    private long since;

    Connection() {
      super(shape());
      setHandler(
          requestIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              waiting = false;
              push(requestOut, grab(requestIn));
            }

            @Override
            public void onUpstreamFinish() {
              complete(requestOut);
            }
          });
      setHandler(
          requestOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(requestIn);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(requestIn, cause);
            }
          });
      setHandler(
          responseIn,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              HttpResponse response = grab(responseIn);
              if (response.status().intValue() != SWITCHING_PROTOCOLS) {
                await();
              }
              push(responseOut, response);
            }

            @Override
            public void onUpstreamFinish() {
              complete(responseOut);
            }
          });
      setHandler(
          responseOut,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(responseIn);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(responseIn, cause);
            }
          });
    }

    @Override
    public void preStart() {
      await();
    }

    /** The next request must come; a clock that still runs for an earlier one goes on. */
    private void await() {
      waiting = true;
      since = System.nanoTime();
      if (!isTimerActive(TIMER)) {
        scheduleOnce(TIMER, limit);
      }
    }

    @Override
    public void onTimer(Object key) {
      Duration left = limit.minusNanos(System.nanoTime() - since);
      if (!waiting) {
        return; // the next answer starts the clock
      }
      if (left.isPositive()) {
        scheduleOnce(TIMER, left);
      } else {
        completeStage();
      }
    }
  }
}
