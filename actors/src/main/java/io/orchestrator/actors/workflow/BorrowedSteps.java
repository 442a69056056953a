package io.orchestrator.actors.workflow;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.serialization.SerializationExtension;
import io.orchestrator.actors.workflow.ExchangeMessage.Declined;
import io.orchestrator.actors.workflow.ExchangeMessage.Lend;
import io.orchestrator.actors.workflow.ExchangeMessage.Outcome;
import io.orchestrator.actors.workflow.ExchangeMessage.Progress;
import io.orchestrator.actors.workflow.ExchangeMessage.ResultPart;
import io.orchestrator.actors.workflow.ExchangeMessage.Taken;
import io.orchestrator.actors.workflow.ExchangeMessage.Wish;
import io.orchestrator.actors.workflow.WorkflowProgram.Pool;
import io.orchestrator.domain.workflow.StepState;
import io.orchestrator.domain.workflow.WorkflowRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Steps of other nodes that this one works on, by run. Before it begins it reads the run from the
 * journal, where the attempt must be the one that it was asked for. What came of it is said until
 * the lender has heard it; when the lender's node is lost the code is called back, for the run goes
 * on elsewhere with another attempt.
 */
final class BorrowedSteps {
  /** Well below a frame between nodes. */
  private static final int PART_BYTES = 64 * 1024;

  private static final int MAX_MESSAGE_CHARS = 1_000;

  /** What the journal says of the run. */
  record Loaded(Lend lend, Optional<WorkflowRun> run, Throwable error) implements StepWorkers.Own {}

  /** The workers' word about a job that is another node's. */
  record Said(StepJob.Report report) implements StepWorkers.Own {}

  private static final class Borrowed {
    final Lend lend;
    final Pool pool;
    StepJob job;
    boolean calledBack;
    List<ResultPart> result = List.of();

    Borrowed(Lend lend, Pool pool) {
      this.lend = lend;
      this.pool = pool;
    }

    boolean is(long lease, ActorRef<ExchangeMessage> lender) {
      return lend.lease() == lease && lend.lender().equals(lender);
    }
  }

  private final ActorContext<StepWorkers.Command> context;
  private final StepWorkers.Neighbourhood around;
  private final ActorRef<WorkflowEntity.Reported> ear;
  private final Map<String, Borrowed> byRun = new HashMap<>();
  private final Map<ActorRef<ExchangeMessage>, Set<String>> wished = new HashMap<>();
  private Set<ActorRef<ExchangeMessage>> peers = Set.of();

  BorrowedSteps(ActorContext<StepWorkers.Command> context, StepWorkers.Neighbourhood around) {
    this.context = context;
    this.around = around;
    this.ear = context.messageAdapter(WorkflowEntity.Reported.class, r -> new Said(r.report()));
  }

  void peers(Set<ActorRef<ExchangeMessage>> all) {
    peers =
        all.stream()
            .filter(p -> !p.equals(context.getSelf()))
            .collect(Collectors.toUnmodifiableSet());
    wished.keySet().retainAll(peers);
  }

  /** Places that steps will have which are not at work yet. */
  long reserved(Pool pool) {
    return byRun.values().stream().filter(b -> b.job == null && b.pool == pool).count();
  }

  boolean has(StepJob job) {
    Borrowed b = byRun.get(job.workflowId());
    return b != null && b.job == job;
  }

  /** Whether somebody has not been told what this node would take now. */
  boolean untold(Supplier<Set<Pool>> free) {
    if (peers.isEmpty()) {
      return false;
    }
    Set<String> kinds = kinds(free.get());
    return peers.stream().anyMatch(p -> !kinds.equals(told(p)));
  }

  private Set<String> told(ActorRef<ExchangeMessage> peer) {
    return wished.getOrDefault(peer, Set.of());
  }

  /** A node that leaves or is not yet up takes nothing. */
  private Set<String> kinds(Set<Pool> free) {
    return around.up().getAsBoolean() ? around.programs().kinds(free) : Set.of();
  }

  void wish(Set<Pool> free) {
    peers.forEach(peer -> wish(peer, free));
  }

  private void wish(ActorRef<ExchangeMessage> peer, Set<Pool> free) {
    Set<String> kinds = kinds(free);
    if (!kinds.equals(told(peer))) {
      wished.put(peer, kinds);
      peer.tell(new Wish(context.getSelf().narrow(), around.node(), kinds));
    }
  }

  /**
   * @param place whether the step may begin here now
   */
  void onLend(Lend m, Predicate<WorkflowProgram.Step> place) {
    // A wish is good for one step.
    wished.remove(m.lender());
    Optional<WorkflowProgram.Step> step = around.programs().ofKind(m.kind());
    boolean may = step.isPresent() && !byRun.containsKey(m.workflowId()) && place.test(step.get());
    if (!may) {
      m.lender().tell(new Declined(m.lease(), "no place for " + m.kind()));
      return;
    }
    context.watch(m.lender());
    byRun.put(m.workflowId(), new Borrowed(m, step.get().pool()));
    context.pipeToSelf(
        around.runs().apply(m.workflowId()),
        (run, error) -> new Loaded(m, run == null ? Optional.empty() : run, error));
  }

  /** The job to begin now. */
  Optional<StepWorkers.Run> onLoaded(Loaded m) {
    Lend lend = m.lend();
    Borrowed b = byRun.get(lend.workflowId());
    if (b == null || b.lend != lend) {
      return Optional.empty();
    }
    Optional<WorkflowRun> run = m.run().filter(r -> isDue(r, lend));
    if (run.isEmpty()) {
      byRun.remove(lend.workflowId());
      String why = m.error() == null ? "another attempt is due" : m.error().toString();
      lend.lender().tell(new Declined(lend.lease(), why));
      return Optional.empty();
    }
    b.job =
        new StepJob(
            StepJob.Kind.RUN,
            around.programs().ofKind(lend.kind()).orElseThrow(),
            lend.attempt(),
            run.get(),
            lend.underCancellation() || b.calledBack);
    lend.lender().tell(new Taken(lend.lease(), context.getSelf().narrow()));
    return Optional.of(new StepWorkers.Run(b.job, ear));
  }

  private static boolean isDue(WorkflowRun run, Lend lend) {
    return run.current()
        .filter(s -> s.name().equals(lend.step()) && s.attempts() == lend.attempt())
        .filter(s -> s.state() == StepState.RUNNING)
        .isPresent();
  }

  /** Passes a word on; an end is followed by the wish for another step. */
  void onSaid(Said m, Set<Pool> free) {
    StepJob job = m.report().job();
    Borrowed b = byRun.get(job.workflowId());
    if (b == null || b.job != job || !b.result.isEmpty()) {
      return;
    }
    if (m.report() instanceof StepJob.Progressed p) {
      String text = p.message();
      String words =
          text.length() > MAX_MESSAGE_CHARS ? text.substring(0, MAX_MESSAGE_CHARS) : text;
      b.lend.lender().tell(new Progress(b.lend.lease(), p.fraction(), words));
      return;
    }
    b.result = parts(b.lend.lease(), Outcome.of(m.report()));
    b.result.forEach(b.lend.lender()::tell);
    wish(b.lend.lender(), free);
  }

  private List<ResultPart> parts(long lease, Outcome outcome) {
    byte[] bytes = SerializationExtension.get(context.getSystem()).serialize(outcome).get();
    int count = Math.max(1, (bytes.length + PART_BYTES - 1) / PART_BYTES);
    var parts = new ArrayList<ResultPart>(count);
    for (int i = 0; i < count; i++) {
      byte[] part =
          Arrays.copyOfRange(bytes, i * PART_BYTES, Math.min(bytes.length, (i + 1) * PART_BYTES));
      parts.add(new ResultPart(lease, i, count, part, context.getSelf().narrow()));
    }
    return parts;
  }

  /** Messages may be lost: wishes and results are said again. */
  void sayAgain(Set<Pool> free) {
    wished.clear();
    wish(free);
    byRun.values().forEach(b -> b.result.forEach(b.lend.lender()::tell));
  }

  void onKept(ExchangeMessage.Kept m) {
    byRun.values().removeIf(b -> b.is(m.lease(), m.lender()) && !b.result.isEmpty());
  }

  /** The run whose code is to come back, if it has begun. */
  Optional<String> onCallBack(ExchangeMessage.CallBack m) {
    Optional<Borrowed> called =
        byRun.values().stream().filter(b -> b.is(m.lease(), m.lender())).findFirst();
    called.ifPresent(b -> b.calledBack = true);
    return called.filter(b -> b.job != null).map(b -> b.lend.workflowId());
  }

  /** Runs whose code has nobody left to work for. */
  List<String> onGone(ActorRef<?> lender) {
    List<String> its =
        byRun.values().stream()
            .filter(b -> b.lend.lender().equals(lender))
            .map(b -> b.lend.workflowId())
            .toList();
    byRun.keySet().removeAll(its);
    return its;
  }
}
