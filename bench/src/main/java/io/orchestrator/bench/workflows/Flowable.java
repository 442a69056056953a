package io.orchestrator.bench.workflows;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.flowable.common.engine.api.delegate.event.FlowableEngineEventType;
import org.flowable.common.engine.api.delegate.event.FlowableEvent;
import org.flowable.common.engine.impl.cfg.TransactionState;
import org.flowable.engine.ProcessEngine;
import org.flowable.engine.delegate.DelegateExecution;
import org.flowable.engine.delegate.JavaDelegate;
import org.flowable.engine.delegate.event.AbstractFlowableEngineEventListener;
import org.flowable.engine.delegate.event.FlowableProcessEngineEvent;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;

/** Flowable with five asynchronous service tasks: each is a job and a transaction of its own. */
final class Flowable implements Contender {
  /** More than callers and job threads: it takes a second one inside a transaction. */
  private static final int CONNECTIONS = 120;

  /** Knows the end of each process once it is committed. */
  private static final class Ends extends AbstractFlowableEngineEventListener {
    final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

    @Override
    public void onEvent(FlowableEvent event) {
      if (event.getType() == FlowableEngineEventType.PROCESS_COMPLETED
          && event instanceof FlowableProcessEngineEvent ended) {
        waiting
            .computeIfAbsent(ended.getProcessInstanceId(), id -> new CompletableFuture<>())
            .complete(null);
      }
    }

    @Override
    public boolean isFailOnException() {
      return true;
    }

    @Override
    public boolean isFireOnTransactionLifecycleEvent() {
      return true;
    }

    @Override
    public String getOnTransaction() {
      return TransactionState.COMMITTED.name();
    }
  }

  /** A step. */
  public static final class Delegate implements JavaDelegate {
    @Override
    public void execute(DelegateExecution execution) {
      String id = execution.getCurrentActivityId();
      int step = Integer.parseInt(id.substring("step".length()));
      execution.setVariable(id, Steps.json(step));
    }
  }

  private final HikariDataSource pool;
  private final ProcessEngine engine;
  private final Ends ends = new Ends();
  private final AtomicLong runs = new AtomicLong();

  Flowable(String url) {
    pool = Pools.of(url, CONNECTIONS);
    var configuration = new StandaloneProcessEngineConfiguration();
    configuration.setDataSource(pool);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setAsyncExecutorActivate(true);
    configuration.setEventListeners(java.util.List.of(ends));
    engine = configuration.buildProcessEngine();
    engine
        .getRepositoryService()
        .createDeployment()
        .addString("five_steps.bpmn20.xml", bpmn())
        .deploy();
  }

  private static String bpmn() {
    var xml = new StringBuilder();
    xml.append("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"")
        .append(" xmlns:flowable=\"http://flowable.org/bpmn\" targetNamespace=\"bench\">")
        .append("<process id=\"five_steps\" isExecutable=\"true\"><startEvent id=\"begin\"/>");
    String before = "begin";
    for (int i = 1; i <= Steps.COUNT; i++) {
      String id = "step" + i;
      xml.append(flow(before, id))
          .append("<serviceTask id=\"" + id + "\" flowable:async=\"true\" flowable:class=\"")
          .append(Delegate.class.getName())
          .append("\"/>");
      before = id;
    }
    return xml.append(flow(before, "end"))
        .append("<endEvent id=\"end\"/></process></definitions>")
        .toString();
  }

  private static String flow(String from, String to) {
    return "<sequenceFlow id=\"%s_%s\" sourceRef=\"%s\" targetRef=\"%s\"/>"
        .formatted(from, to, from, to);
  }

  @Override
  public void runOne() throws Exception {
    String id =
        engine
            .getRuntimeService()
            .startProcessInstanceByKey("five_steps", "run-" + runs.incrementAndGet())
            .getId();
    ends.waiting.computeIfAbsent(id, i -> new CompletableFuture<>()).get(5, TimeUnit.MINUTES);
    ends.waiting.remove(id);
  }

  @Override
  public void close() {
    engine.close();
    pool.close();
  }
}
