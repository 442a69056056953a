package io.orchestrator.bench.workflows;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;

/** DBOS Transact with what it brings itself: its own pool, its own schema. */
final class Dbos implements Contender {
  /** As DBOS wants it: an interface for its proxy. */
  public interface FiveSteps {
    String run();
  }

  /** The workflow. */
  public static final class FiveStepsImpl implements FiveSteps {
    private final DBOS dbos;

    FiveStepsImpl(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "five_steps")
    public String run() {
      String last = "";
      for (int i = 1; i <= Steps.COUNT; i++) {
        int step = i;
        last = dbos.runStep(() -> Steps.json(step), "step_" + step);
      }
      return last;
    }
  }

  private final DBOS dbos;
  private final FiveSteps workflow;

  Dbos(String url) {
    dbos =
        new DBOS(
            DBOSConfig.defaults("five-steps")
                .withDatabaseUrl(url)
                .withDbUser("postgres")
                .withDbPassword("postgres"));
    workflow = dbos.registerProxy(FiveSteps.class, new FiveStepsImpl(dbos));
    dbos.launch();
  }

  @Override
  public void runOne() {
    String last = dbos.startWorkflow(() -> workflow.run()).getResult();
    if (!last.equals(Steps.json(Steps.COUNT))) {
      throw new IllegalStateException("DBOS answered " + last);
    }
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}
