package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import io.orchestrator.actors.workflow.ExchangeMessage.CallBack;
import io.orchestrator.actors.workflow.ExchangeMessage.Declined;
import io.orchestrator.actors.workflow.ExchangeMessage.Kept;
import io.orchestrator.actors.workflow.ExchangeMessage.Lend;
import io.orchestrator.actors.workflow.ExchangeMessage.Outcome;
import io.orchestrator.actors.workflow.ExchangeMessage.Progress;
import io.orchestrator.actors.workflow.ExchangeMessage.ResultPart;
import io.orchestrator.actors.workflow.ExchangeMessage.Taken;
import io.orchestrator.actors.workflow.ExchangeMessage.Wish;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Steps of this node that others work on, and who has asked for one. A step is given for a wish and
 * for nothing else, so no node is ever sent more than it has places for; it counts as given once
 * the worker says so, and goes back into the queue when it does not. When the worker's node is lost
 * the run is told, and its rules begin another attempt.
 */
final class LentSteps {
  /** Until a worker must have said that it begins. */
  static final Duration ANSWER = Duration.ofSeconds(10);

  private static final Duration SLACK = Duration.ofMinutes(1);
  private static final int MAX_PARTS = 1 << 14;

  /** The worker did not say whether it begins, or never what came of it. */
  record Overdue(long lease) implements StepWorkers.Own {}

  /** How what became known goes on. */
  interface Owner {
    void report(StepWorkers.Run run, StepJob.Report report, String node);

    void again(StepWorkers.Run run);
  }

  private static final class Lease {
    final StepWorkers.Run run;
    final Wish to;
    boolean taken;
    byte[][] parts = new byte[0][];

    Lease(StepWorkers.Run run, Wish to) {
      this.run = run;
      this.to = to;
    }

    StepJob job() {
      return run.job();
    }

    /** Everything, once all parts are there. */
    Optional<byte[]> add(ResultPart m) {
      if (parts.length != m.parts()) {
        parts = new byte[m.parts()][];
      }
      parts[m.part()] = m.bytes();
      // Nothing is put together before all are there: of a large result that would be work squared.
      if (Arrays.asList(parts).contains(null)) {
        return Optional.empty();
      }
      var all = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        all.writeBytes(part);
      }
      return Optional.of(all.toByteArray());
    }
  }

  private final ActorContext<StepWorkers.Command> context;
  private final TimerScheduler<StepWorkers.Command> timers;
  private final WorkflowSettings settings;
  private final StepTraffic traffic;
  private final Owner owner;

  /** Oldest wish first. */
  private final Map<ActorRef<ExchangeMessage>, Wish> wishes = new LinkedHashMap<>();

  private final Map<Long, Lease> leases = new HashMap<>();
  private long last;

  LentSteps(
      ActorContext<StepWorkers.Command> context,
      TimerScheduler<StepWorkers.Command> timers,
      WorkflowSettings settings,
      StepTraffic traffic,
      Owner owner) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.traffic = traffic;
    this.owner = owner;
  }

  void onWish(Wish wish) {
    wishes.remove(wish.worker());
    if (!wish.kinds().isEmpty()) {
      wishes.put(wish.worker(), wish);
      context.watch(wish.worker());
    }
  }

  /** Gives what waits in the queue to whoever has asked for it. */
  void give(StepQueue queue, Predicate<StepJob> mayLeave) {
    for (Wish wish : List.copyOf(wishes.values())) {
      queue
          .nextToLend(
              job -> mayLeave.test(job) && wish.kinds().contains(Programs.kind(job)),
              System.nanoTime())
          .ifPresent(run -> lend(run, wish));
    }
  }

  private void lend(StepWorkers.Run run, Wish wish) {
    wishes.remove(wish.worker());
    long lease = ++last;
    StepJob job = run.job();
    leases.put(lease, new Lease(run, wish));
    timers.startSingleTimer(timerOf(lease), new Overdue(lease), ANSWER);
    wish.worker()
        .tell(
            new Lend(
                lease,
                Programs.kind(job),
                job.workflowId(),
                job.name(),
                job.attempt(),
                job.underCancellation(),
                me()));
  }

  private ActorRef<ExchangeMessage> me() {
    return context.getSelf().narrow();
  }

  void onTaken(Taken m) {
    Lease lease = leases.get(m.lease());
    if (lease == null) {
      m.worker().tell(new CallBack(m.lease(), me()));
      return;
    }
    lease.taken = true;
    Duration longest =
        lease.job().step().definition().timeout().plus(settings.steps().cancelGrace()).plus(SLACK);
    timers.startSingleTimer(timerOf(m.lease()), new Overdue(m.lease()), longest);
    owner.report(
        lease.run,
        new StepJob.Progressed(lease.job(), 0, "taken over by " + lease.to.node()),
        lease.to.node());
  }

  void onDeclined(Declined m) {
    close(m.lease())
        .ifPresent(
            lease -> {
              context.getLog().debug("{} declined: {}", lease.job().name(), m.why());
              traffic.declined();
              owner.again(lease.run);
            });
  }

  void onOverdue(Overdue m) {
    close(m.lease())
        .ifPresent(
            lease -> {
              lease.to.worker().tell(new CallBack(m.lease(), me()));
              if (lease.taken) {
                lost(lease);
              } else {
                traffic.declined();
                owner.again(lease.run);
              }
            });
  }

  private void lost(Lease lease) {
    context
        .getLog()
        .warn(
            "{} of {} was lost with {}",
            lease.job().name(),
            lease.job().workflowId(),
            lease.to.node());
    traffic.lost();
    owner.report(lease.run, new StepJob.Lost(lease.job()), lease.to.node());
  }

  void onProgress(Progress m) {
    Lease lease = leases.get(m.lease());
    if (lease != null) {
      owner.report(
          lease.run,
          new StepJob.Progressed(lease.job(), m.fraction(), m.message()),
          lease.to.node());
    }
  }

  void onResult(ResultPart m) {
    Lease lease = leases.get(m.lease());
    boolean sound = m.parts() > 0 && m.parts() <= MAX_PARTS && m.part() < m.parts();
    if (lease == null || !sound) {
      m.worker().tell(new Kept(m.lease(), me()));
      return;
    }
    lease
        .add(m)
        .ifPresent(
            bytes -> {
              close(m.lease());
              m.worker().tell(new Kept(m.lease(), me()));
              traffic.lent();
              owner.report(lease.run, outcome(bytes).report(lease.job()), lease.to.node());
            });
  }

  private Outcome outcome(byte[] bytes) {
    Serialization serialization = SerializationExtension.get(context.getSystem());
    return serialization.deserialize(bytes, Outcome.class).get();
  }

  /** The node of a worker is gone, and what it had in hand with it. */
  void onGone(ActorRef<?> worker) {
    wishes.keySet().removeIf(w -> w.equals(worker));
    List<Long> its =
        leases.entrySet().stream()
            .filter(e -> e.getValue().to.worker().equals(worker))
            .map(Map.Entry::getKey)
            .toList();
    for (long number : its) {
      Lease lease = close(number).orElseThrow();
      if (lease.taken) {
        lost(lease);
      } else {
        owner.again(lease.run);
      }
    }
  }

  /** Code that works for a run on another node is to come back; its word is still heard. */
  void callBack(String workflowId) {
    leases.forEach(
        (number, lease) -> {
          if (lease.job().workflowId().equals(workflowId)) {
            lease.to.worker().tell(new CallBack(number, me()));
          }
        });
  }

  /** The same, and nothing is heard any more. */
  void forget(String workflowId) {
    callBack(workflowId);
    List.copyOf(leases.keySet()).stream()
        .filter(number -> leases.get(number).job().workflowId().equals(workflowId))
        .forEach(this::close);
  }

  private Optional<Lease> close(long number) {
    timers.cancel(timerOf(number));
    return Optional.ofNullable(leases.remove(number));
  }

  private static String timerOf(long lease) {
    return "lease#" + lease;
  }
}
