package io.orchestrator.cli.doctor;

import io.orchestrator.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** All looks, in the order in which a person reads them. */
public final class Checkup {
  private final Settings settings;
  private final String timeServer;

  /**
   * @param timeServer null: none is asked
   */
  public Checkup(Settings settings, String timeServer) {
    this.settings = settings;
    this.timeServer = timeServer;
  }

  public List<Finding> findings() {
    RunningNode node = RunningNode.of(settings);
    List<Finding> findings = new ArrayList<>();
    MachineLook machine = new MachineLook(settings);
    findings.add(machine.java());
    findings.add(machine.memory());
    findings.add(machine.files());
    findings.addAll(machine.disks());
    findings.addAll(new DoorLook(settings, node).findings());
    DatabaseLook database = new DatabaseLook(settings, node);
    findings.add(database.database());
    findings.add(new ClockLook(timeServer, database.serverTime()).finding());
    findings.addAll(new OutsideLook(settings).findings());
    return findings;
  }
}
