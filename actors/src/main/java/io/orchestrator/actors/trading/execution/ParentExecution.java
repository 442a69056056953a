package io.orchestrator.actors.trading.execution;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.orchestrator.actors.trading.execution.ExecutionDesk.Reply;
import io.orchestrator.domain.common.RefusedException;
import io.orchestrator.domain.execution.ChildOrder;
import io.orchestrator.domain.execution.ExecutionEvent;
import io.orchestrator.domain.execution.ExecutionPlan;
import io.orchestrator.domain.execution.ExecutionRefusals;
import io.orchestrator.domain.execution.ExecutionRules;
import io.orchestrator.domain.execution.ParentOrder;
import io.orchestrator.domain.execution.ParentRequest;
import io.orchestrator.domain.order.ClientOrderId;
import io.orchestrator.domain.order.OrderRequest;
import io.orchestrator.domain.system.TradingState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One parent order: its journal and its heart beat. At each beat it looks, lets the rules decide,
 * writes what they say, and only then acts; whatever an act's crash leaves undone follows from the
 * journal again, under the same names.
 */
final class ParentExecution
    extends EventSourcedBehavior<ParentExecution.Command, ExecutionEvent, Optional<ParentOrder>> {

  sealed interface Command {}

  /** Answered if it exists; if not, the desk is told {@link ExecutionDesk.Fresh}. */
  record Offer(ParentRequest request, ActorRef<Reply> replyTo) implements Command {}

  record Accept(ParentRequest request, ExecutionPlan plan, ActorRef<Reply> replyTo)
      implements Command {}

  record Change(ExecutionRules.Wish wish, String by, ActorRef<Reply> replyTo) implements Command {}

  record Get(ActorRef<Reply> replyTo) implements Command {}

  record Stop() implements Command {}

  private record Look() implements Command {}

  private record Saw(Lookout.Glance glance) implements Command {}

  /** A submission was answered, or failed; the next look says how. */
  private record Answered(int number, Optional<String> failure) implements Command {}

  private record Idle() implements Command {}

  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.1);

  private final ClientOrderId id;
  private final ActorRef<ExecutionDesk.Command> desk;
  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ExecutionEnvironment env;
  private final ExecutionSettings settings;
  private final ExecutionRules rules;
  private final ExecutionVoice voice;
  private final Lookout lookout;
  private final Set<Integer> given = new HashSet<>();
  private final Map<Integer, Instant> actedAt = new HashMap<>();
  private boolean looking;
  private Optional<TradingState> trading = Optional.empty();

  private ParentExecution(
      ClientOrderId id,
      ActorRef<ExecutionDesk.Command> desk,
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ExecutionEnvironment env,
      ExecutionSettings settings) {
    super(PersistenceId.ofUniqueId(persistenceId(id)));
    this.id = id;
    this.desk = desk;
    this.context = context;
    this.timers = timers;
    this.env = env;
    this.settings = settings;
    rules = new ExecutionRules(settings.policy());
    voice = new ExecutionVoice(env.events());
    lookout = new Lookout(env, settings);
  }

  static Behavior<Command> create(
      ClientOrderId id,
      ActorRef<ExecutionDesk.Command> desk,
      ExecutionEnvironment env,
      ExecutionSettings settings) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new ParentExecution(id, desk, context, timers, env, settings)));
    return Behaviors.supervise(behavior).onFailure(RESTART);
  }

  /** A tilde stands for the slash; no client order id contains one. */
  static String persistenceId(ClientOrderId id) {
    return "execution-" + id.value().replace('/', '~');
  }

  @Override
  public Optional<ParentOrder> emptyState() {
    return Optional.empty();
  }

  @Override
  public EventHandler<Optional<ParentOrder>, ExecutionEvent> eventHandler() {
    return (state, event) -> Optional.of(ParentOrder.evolve(state, event));
  }

  @Override
  public SignalHandler<Optional<ParentOrder>> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              desk.tell(new ExecutionDesk.Recovered(id, state));
              keepBeat(state);
            })
        .build();
  }

  @Override
  public CommandHandler<Command, ExecutionEvent, Optional<ParentOrder>> commandHandler() {
    return (state, command) ->
        switch (command) {
          case Offer c -> onOffer(state, c);
          case Accept c -> onAccept(state, c);
          case Change c -> onChange(state, c);
          case Get c -> onGet(state, c);
          case Look c -> onLook(state);
          case Saw c -> onSaw(state, c);
          case Answered c -> onAnswered(c);
          case Idle c -> onIdle();
          case Stop c -> Effect().stop();
        };
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onOffer(
      Optional<ParentOrder> state, Offer c) {
    if (state.isEmpty()) {
      desk.tell(new ExecutionDesk.Fresh(c.request(), c.replyTo()));
    } else {
      answer(state.get(), c.request(), c.replyTo());
    }
    return Effect().none();
  }

  private static void answer(ParentOrder known, ParentRequest asked, ActorRef<Reply> replyTo) {
    replyTo.tell(
        known.request().sameContent(asked)
            ? Reply.of(known)
            : Reply.refused(ExecutionRefusals.duplicate(asked.id().value())));
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onAccept(
      Optional<ParentOrder> state, Accept c) {
    if (state.isPresent()) {
      answer(state.get(), c.request(), c.replyTo());
      return Effect().none();
    }
    return write(
        List.of(new ExecutionEvent.Accepted(c.request(), c.plan(), env.clock().instant())),
        next -> {
          c.replyTo().tell(Reply.of(next));
          keepBeat(Optional.of(next));
        });
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onChange(
      Optional<ParentOrder> state, Change c) {
    if (state.isEmpty()) {
      c.replyTo().tell(Reply.refused(ExecutionRefusals.notFound(id.value())));
      return Effect().none();
    }
    try {
      List<ExecutionEvent> events =
          rules.decide(state.get(), c.wish(), c.by(), trading, env.clock().instant());
      return write(
          events,
          next -> {
            c.replyTo().tell(Reply.of(next));
            context.getSelf().tell(new Look());
          });
    } catch (RefusedException refused) {
      c.replyTo().tell(Reply.refused(refused.refusal()));
      return Effect().none();
    }
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onGet(Optional<ParentOrder> state, Get c) {
    c.replyTo().tell(new Reply(state, Optional.empty()));
    return Effect().none();
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onLook(Optional<ParentOrder> state) {
    boolean works = state.isPresent() && !state.get().status().terminal();
    if (works && !looking && env.market().timeKnown()) {
      looking = true;
      context.pipeToSelf(
          lookout.look(state.get()),
          (glance, failure) ->
              new Saw(
                  glance != null
                      ? glance
                      : new Lookout.Glance(Optional.empty(), Map.of(), Optional.empty())));
    }
    return Effect().none();
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onSaw(
      Optional<ParentOrder> state, Saw saw) {
    looking = false;
    trading = saw.glance().tradingState();
    if (state.isEmpty() || state.get().status().terminal()) {
      return Effect().none();
    }
    var observation = lookout.observe(state.get(), saw.glance(), given);
    return write(rules.decide(state.get(), observation), this::act);
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onAnswered(Answered answered) {
    // Answered or timed out: from now on the desk's word on it can be trusted.
    given.remove(answered.number());
    answered
        .failure()
        .ifPresent(
            words -> context.getLog().warn("child {} of {}: {}", answered.number(), id, words));
    context.getSelf().tell(new Look());
    return Effect().none();
  }

  private Effect<ExecutionEvent, Optional<ParentOrder>> onIdle() {
    desk.tell(new ExecutionDesk.ParentIdle(id));
    return Effect().none();
  }

  /** Writes, tells the world, then does the rest; without events the rest at once. */
  private Effect<ExecutionEvent, Optional<ParentOrder>> write(
      List<ExecutionEvent> events, java.util.function.Consumer<ParentOrder> then) {
    if (events.isEmpty()) {
      return Effect().none().thenRun(state -> then.accept(state.orElseThrow()));
    }
    return Effect()
        .persist(events)
        .thenRun(
            state -> {
              ParentOrder parent = state.orElseThrow();
              events.forEach(event -> voice.told(parent, event));
              then.accept(parent);
              desk.tell(new ExecutionDesk.Changed(parent));
              if (parent.status().terminal()) {
                keepBeat(state);
              }
            });
  }

  private void keepBeat(Optional<ParentOrder> state) {
    if (state.isPresent() && !state.get().status().terminal()) {
      timers.cancel("idle");
      timers.startTimerWithFixedDelay("look", new Look(), settings.lookInterval());
    } else {
      timers.cancel("look");
      timers.startTimerWithFixedDelay("idle", new Idle(), settings.idleAfter());
    }
  }

  /** Repeating either is harmless; it is done only after a while, to keep the desk quiet. */
  private void act(ParentOrder parent) {
    for (OrderRequest request : rules.toSubmit(parent)) {
      // One child is at work at a time, and it is the last one planned.
      int number = parent.children().size() - 1;
      if (due(number)) {
        given.add(number);
        context.pipeToSelf(
            env.trading().submit(request), (view, failure) -> new Answered(number, words(failure)));
      }
    }
    for (ChildOrder child : rules.toCancel(parent)) {
      // Its own key, or the submission a moment ago would delay the cancel.
      int key = -1 - child.number();
      if (due(key)) {
        context.pipeToSelf(
            env.trading().cancel(child.id(id), "execution:" + id),
            (view, failure) -> new Answered(child.number(), words(failure)));
      }
    }
  }

  private boolean due(int key) {
    Instant now = env.clock().instant();
    Instant last = actedAt.get(key);
    if (last != null && last.plus(settings.repeatAfter()).isAfter(now)) {
      return false;
    }
    actedAt.put(key, now);
    return true;
  }

  private static Optional<String> words(Throwable failure) {
    return Optional.ofNullable(failure).map(Throwable::toString);
  }
}
