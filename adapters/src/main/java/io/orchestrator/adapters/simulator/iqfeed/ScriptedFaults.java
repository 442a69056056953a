package io.orchestrator.adapters.simulator.iqfeed;

import io.orchestrator.domain.market.Symbol;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The faults of all ports, or of some. */
final class ScriptedFaults implements FeedFaults {
  private final FaultState state;
  private final Map<FeedPort, LinePort> ports;
  private final LevelOneFeed levelOne;
  private final Set<FeedPort> chosen;
  private final Set<FeedPort> cut;

  ScriptedFaults(FaultState state, Map<FeedPort, LinePort> ports, LevelOneFeed levelOne) {
    this(state, ports, levelOne, EnumSet.allOf(FeedPort.class), EnumSet.of(FeedPort.LEVEL_ONE));
  }

  private ScriptedFaults(
      FaultState state,
      Map<FeedPort, LinePort> ports,
      LevelOneFeed levelOne,
      Set<FeedPort> chosen,
      Set<FeedPort> cut) {
    this.state = state;
    this.ports = ports;
    this.levelOne = levelOne;
    this.chosen = chosen;
    this.cut = cut;
  }

  @Override
  public FeedFaults on(FeedPort... wanted) {
    Set<FeedPort> these = EnumSet.copyOf(List.of(wanted));
    return new ScriptedFaults(state, ports, levelOne, these, these);
  }

  private void eachLink(Set<FeedPort> of, Consumer<ClientLink> action) {
    of.forEach(p -> ports.get(p).forEach(action));
  }

  @Override
  public void stopServing() {
    chosen.forEach(p -> ports.get(p).stop());
  }

  @Override
  public void resumeServing() {
    for (FeedPort name : chosen) {
      LinePort port = ports.get(name);
      try {
        port.resume();
      } catch (IOException e) {
        throw new IllegalStateException("port " + port.port() + " cannot be bound again", e);
      }
    }
  }

  @Override
  public void dropConnections() {
    chosen.forEach(p -> ports.get(p).dropClients());
  }

  @Override
  public void cutNextLine() {
    eachLink(cut, l -> l.cutNextLine(Duration.ZERO, true));
  }

  @Override
  public void splitNextLine(Duration pause) {
    eachLink(cut, l -> l.cutNextLine(pause, false));
  }

  @Override
  public void freeze() {
    chosen.forEach(p -> state.of(p).freeze(true));
  }

  @Override
  public void thaw() {
    chosen.forEach(p -> state.of(p).freeze(false));
  }

  @Override
  public void slow(Duration perLine) {
    chosen.forEach(p -> state.of(p).slow(perLine));
  }

  @Override
  public void reorder(int lines) {
    eachLink(chosen, l -> l.reorder(lines));
  }

  @Override
  public void burst(int copies) {
    eachLink(chosen, l -> l.burst(copies));
  }

  @Override
  public void protocol(String version) {
    chosen.forEach(p -> state.of(p).protocol(version));
  }

  @Override
  public void serverDisconnected() {
    state.serverConnected(false);
    sayServer("S,SERVER DISCONNECTED");
  }

  @Override
  public void serverReconnectFailed() {
    state.serverConnected(false);
    sayServer("S,SERVER RECONNECT FAILED");
  }

  @Override
  public void serverConnected() {
    state.serverConnected(true);
    levelOne.sayToAll("S,SERVER CONNECTED");
    conversations(
        FeedPort.DERIVATIVES, c -> ((DerivativesConversation) c).say("S,SERVER CONNECTED"));
    conversations(FeedPort.DEPTH, c -> ((DepthConversation) c).connectedAgain());
  }

  private void sayServer(String line) {
    levelOne.sayToAll(line);
    conversations(FeedPort.DERIVATIVES, c -> ((DerivativesConversation) c).say(line));
    conversations(FeedPort.DEPTH, c -> ((DepthConversation) c).say(line));
  }

  // A connection that is just being welcomed has none yet, and is told the present state by itself.
  private void conversations(FeedPort port, Consumer<Conversation> action) {
    ports.get(port).forEach(link -> Optional.ofNullable(link.conversation()).ifPresent(action));
  }

  @Override
  public void garbage(String line) {
    eachLink(cut, l -> l.send(line));
  }

  @Override
  public void symbolLimit(int symbols) {
    state.symbolLimit(symbols);
  }

  @Override
  public void unknownSymbol(Symbol symbol, boolean unknown) {
    state.unknown(symbol, unknown);
  }

  @Override
  public void clockSkew(Duration ahead) {
    state.clockSkew(ahead);
  }

  @Override
  public void delayed(boolean delayed) {
    state.delayed(delayed);
  }

  @Override
  public void failHistory(int requests, String errorText) {
    state.failHistory(requests, errorText, true);
  }

  @Override
  public void failSocket(int requests, String errorText) {
    state.failHistory(requests, errorText, false);
  }
}
