package io.orchestrator.actors.trading;

import static io.orchestrator.actors.trading.DeskFixture.until;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import io.orchestrator.domain.order.OrderStatus;
import io.orchestrator.domain.order.Side;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowersTest {
  /** More than the desk lets follow it at one time. */
  private static final int LIVES = 17;

  private final DeskFixture desk = new DeskFixture().start();

  @AfterEach
  void close() {
    desk.close();
  }

  /** As a Risk Monitor does: it repeats its wish. */
  private ActorRef<DeskNews> follow(List<DeskNews> heard) {
    ActorRef<DeskNews> follower =
        desk.kit.spawn(
            Behaviors.receiveMessage(
                news -> {
                  heard.add(news);
                  return Behaviors.same();
                }));
    until(
        () -> {
          desk.desk.tell(new TradingDesk.Follow(follower));
          return !heard.isEmpty();
        });
    return follower;
  }

  @Test
  void whoIsGoneTakesNobodysPlace() {
    desk.reconciled();
    for (int i = 0; i < LIVES; i++) {
      desk.kit.stop(follow(new CopyOnWriteArrayList<>()));
    }
    List<DeskNews> heard = new CopyOnWriteArrayList<>();
    follow(heard);
    desk.submit(DeskFixture.order("wf/a/0", Side.BUY, 1));
    desk.awaitStatus("wf/a/0", OrderStatus.ACKNOWLEDGED);
    until(() -> heard.contains(new DeskNews.OrderOutcome(false)));
    assertTrue(heard.size() >= 2);
  }
}
