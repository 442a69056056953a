package io.orchestrator.actors.trading.execution;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.actors.ClusterMessage;
import io.orchestrator.domain.common.Refusal;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.execution.ExecutionBook;
import io.orchestrator.domain.execution.ExecutionBookEvent;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRefusals;
import io.orchestrator.domain.execution.ExecutionRules;
import io.orchestrator.domain.execution.ExecutionSummary;
import io.orchestrator.domain.execution.MarketPicture;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.execution.Planning;
import io.orchestrator.domain.order.ClientOrderId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows which parents exist and wakes them after a start; makes their plans. It sends no order: a
 * parent gives its children to the trading desk.
 */
public final class ExecutionDesk
    extends EventSourcedBehavior<ExecutionDesk.Command, ExecutionBookEvent, ExecutionBook> {

  public sealed interface Command extends ClusterMessage {}

  /** Idempotent by id. */
  public record Submit(ParentRequest request, ActorRef<Reply> replyTo) implements Command {}

  public record Preview(ParentRequest request, ActorRef<PlanReply> replyTo) implements Command {}

  public record Change(
      ClientOrderId id, ExecutionRules.Wish wish, String by, ActorRef<Reply> replyTo)
      implements Command {}

  /** An unknown one is answered with neither parent nor refusal. */
  public record Find(ClientOrderId id, ActorRef<Reply> replyTo) implements Command {}

  public record ListExecutions(boolean openOnly, int limit, ActorRef<Summaries> replyTo)
      implements Command {}

  public record Reply(Optional<ParentOrder> parent, Optional<Refusal> refusal)
      implements ClusterMessage {
    static Reply of(ParentOrder parent) {
      return new Reply(Optional.of(parent), Optional.empty());
    }

    static Reply refused(Refusal refusal) {
      return new Reply(Optional.empty(), Optional.of(refusal));
    }
  }

  public record PlanReply(Optional<ExecutionPlan> plan, Optional<Refusal> refusal)
      implements ClusterMessage {}

  public record Summaries(List<ExecutionSummary> executions) implements ClusterMessage {}

  // --- from its own parts ---

  record Recovered(ClientOrderId id, Optional<ParentOrder> parent) implements Command {}

  record Fresh(ParentRequest request, ActorRef<Reply> replyTo) implements Command {}

  /** After each write. */
  record Changed(ParentOrder parent) implements Command {}

  record ParentIdle(ClientOrderId id) implements Command {}

  record ParentGone(ClientOrderId id) implements Command {}

  private record Pictured(ParentRequest request, MarketPicture picture, ActorRef<Reply> replyTo)
      implements Command {}

  private record PreviewPictured(Preview preview, MarketPicture picture) implements Command {}

  private static final int SNAPSHOT_EVERY = 100;
  private static final int SNAPSHOTS_KEPT = 2;

  /** Parents in memory beyond those at work: ended ones that somebody looks at. */
  private static final int MORE_IN_MEMORY = 200;

  private static final int MAX_WAITING = 1_000;

  private final ActorContext<Command> context;
  private final ExecutionEnvironment env;
  private final ExecutionSettings settings;
  private final Planning planning;
  private final MarketPictures pictures;
  private final Map<String, ActorRef<ParentExecution.Command>> parents = new HashMap<>();

  /** Asked to stop; what comes for them meanwhile waits until they are gone. */
  private final Map<String, List<ParentExecution.Command>> leaving = new HashMap<>();

  /** Opened in this life, on their way into their own journal. */
  private final Set<String> accepting = new HashSet<>();

  private final Map<String, ExecutionSummary> atWork = new HashMap<>();

  private ExecutionDesk(
      ActorContext<Command> context, ExecutionEnvironment env, ExecutionSettings settings) {
    super(PersistenceId.ofUniqueId("execution-desk"));
    this.context = context;
    this.env = env;
    this.settings = settings;
    planning = new Planning(env.calendar());
    pictures = new MarketPictures(env, settings);
  }

  public static Behavior<Command> create(ExecutionEnvironment env, ExecutionSettings settings) {
    return Behaviors.setup(context -> new ExecutionDesk(context, env, settings));
  }

  @Override
  public ExecutionBook emptyState() {
    return ExecutionBook.EMPTY;
  }

  @Override
  public EventHandler<ExecutionBook, ExecutionBookEvent> eventHandler() {
    return ExecutionBook::evolve;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public SignalHandler<ExecutionBook> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            book -> book.open().forEach(id -> start(new ClientOrderId(id))))
        .build();
  }

  @Override
  public CommandHandler<Command, ExecutionBookEvent, ExecutionBook> commandHandler() {
    return (book, command) ->
        switch (command) {
          case Submit c ->
              tell(
                  c.request().id(),
                  new ParentExecution.Offer(c.request(), c.replyTo()),
                  c.replyTo());
          case Change c ->
              tell(c.id(), new ParentExecution.Change(c.wish(), c.by(), c.replyTo()), c.replyTo());
          case Find c -> tell(c.id(), new ParentExecution.Get(c.replyTo()), c.replyTo());
          case ListExecutions c -> onList(book, c);
          case Preview c -> onPreview(c);
          case PreviewPictured c -> onPreviewPictured(c);
          case Fresh c -> onFresh(book, c);
          case Pictured c -> onPictured(book, c);
          case Recovered c -> onRecovered(book, c);
          case Changed c -> onChanged(book, c.parent());
          case ParentIdle c -> onIdle(book, c.id());
          case ParentGone c -> onGone(book, c.id());
        };
  }

  private ActorRef<ParentExecution.Command> start(ClientOrderId id) {
    // An actor's name has no slash; the id's other characters are allowed in one.
    ActorRef<ParentExecution.Command> parent =
        context.spawn(
            ParentExecution.create(id, context.getSelf(), env, settings),
            id.value().replace('/', '~'));
    context.watchWith(parent, new ParentGone(id));
    parents.put(id.value(), parent);
    return parent;
  }

  /** To the parent, which is started if it is not in memory. */
  private Effect<ExecutionBookEvent, ExecutionBook> tell(
      ClientOrderId id, ParentExecution.Command command, ActorRef<Reply> replyTo) {
    List<ParentExecution.Command> waiting = leaving.get(id.value());
    ActorRef<ParentExecution.Command> known = parents.get(id.value());
    if (waiting != null && waiting.size() < MAX_WAITING) {
      waiting.add(command);
    } else if (known != null) {
      known.tell(command);
    } else if (waiting != null || parents.size() >= settings.maxOpen() + MORE_IN_MEMORY) {
      replyTo.tell(Reply.refused(ExecutionRefusals.tooMany(parents.size())));
    } else {
      start(id).tell(command);
    }
    return Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onList(ExecutionBook book, ListExecutions c) {
    List<ExecutionSummary> all = new ArrayList<>(atWork.values());
    all.sort((a, b) -> b.createdAt().compareTo(a.createdAt()));
    if (!c.openOnly()) {
      all.addAll(book.recent());
    }
    c.replyTo()
        .tell(new Summaries(List.copyOf(all.subList(0, Math.clamp(c.limit(), 0, all.size())))));
    return Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onPreview(Preview c) {
    context.pipeToSelf(
        pictures.of(c.request()), (picture, failure) -> new PreviewPictured(c, orEmpty(picture)));
    return Effect().none();
  }

  private MarketPicture orEmpty(MarketPicture picture) {
    return picture != null
        ? picture
        : new MarketPicture(env.market().now(), Optional.empty(), List.of(), List.of());
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onPreviewPictured(PreviewPictured c) {
    PlanReply reply;
    try {
      ExecutionPlan plan = planning.plan(c.preview().request(), c.picture());
      reply = new PlanReply(Optional.of(plan), Optional.empty());
    } catch (RefusedException refused) {
      reply = new PlanReply(Optional.empty(), Optional.of(refused.refusal()));
    }
    c.preview().replyTo().tell(reply);
    return Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onFresh(ExecutionBook book, Fresh c) {
    if (book.open().size() >= settings.maxOpen()) {
      c.replyTo().tell(Reply.refused(ExecutionRefusals.tooMany(book.open().size())));
    } else {
      context.pipeToSelf(
          pictures.of(c.request()),
          (picture, failure) -> new Pictured(c.request(), orEmpty(picture), c.replyTo()));
    }
    return Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onPictured(ExecutionBook book, Pictured c) {
    ClientOrderId id = c.request().id();
    ExecutionPlan plan;
    try {
      plan = planning.plan(c.request(), c.picture());
    } catch (RefusedException refused) {
      c.replyTo().tell(Reply.refused(refused.refusal()));
      return Effect().none();
    }
    var accept = new ParentExecution.Accept(c.request(), plan, c.replyTo());
    if (book.open().contains(id.value())) {
      return tell(id, accept, c.replyTo());
    }
    accepting.add(id.value());
    return Effect()
        .persist(new ExecutionBookEvent.Opened(id.value(), env.clock().instant()))
        .thenRun(opened -> tell(id, accept, c.replyTo()));
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onRecovered(ExecutionBook book, Recovered c) {
    String id = c.id().value();
    if (!book.open().contains(id)) {
      return Effect().none();
    }
    if (c.parent().isPresent()) {
      return onChanged(book, c.parent().get());
    }
    return accepting.contains(id)
        ? Effect().none()
        : Effect().persist(new ExecutionBookEvent.Dropped(id, env.clock().instant()));
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onChanged(
      ExecutionBook book, ParentOrder parent) {
    String id = parent.request().id().value();
    accepting.remove(id);
    if (!parent.status().terminal()) {
      atWork.put(id, ExecutionSummary.of(parent));
      return Effect().none();
    }
    atWork.remove(id);
    return book.open().contains(id)
        ? Effect()
            .persist(
                new ExecutionBookEvent.Closed(ExecutionSummary.of(parent), env.clock().instant()))
        : Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onIdle(ExecutionBook book, ClientOrderId id) {
    ActorRef<ParentExecution.Command> parent = parents.get(id.value());
    if (parent != null && !book.open().contains(id.value())) {
      leaving.put(id.value(), new ArrayList<>());
      parent.tell(new ParentExecution.Stop());
    }
    return Effect().none();
  }

  private Effect<ExecutionBookEvent, ExecutionBook> onGone(ExecutionBook book, ClientOrderId id) {
    parents.remove(id.value());
    List<ParentExecution.Command> waiting =
        Optional.ofNullable(leaving.remove(id.value())).orElse(List.of());
    if (!waiting.isEmpty() || book.open().contains(id.value())) {
      ActorRef<ParentExecution.Command> parent = start(id);
      waiting.forEach(parent::tell);
    }
    return Effect().none();
  }
}
