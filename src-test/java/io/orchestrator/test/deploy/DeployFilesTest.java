package io.orchestrator.test.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.orchestrator.settings.ConfigLayers;
import io.orchestrator.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Files for containers and services name only what the program has, and start it as they say. */
class DeployFilesTest {
  private static final Path DEPLOY = root().resolve("deploy");
  private static final String NODES = "kubernetes/orchestrator.yaml";
  private static final String SIMULATOR = "kubernetes/simulator.yaml";
  private static final Pattern VARIABLE = Pattern.compile("ORCHESTRATOR_[A-Z0-9_]+");

  /** Read by the start script, not by the program. */
  private static final Set<String> OF_THE_SCRIPT = Set.of("ORCHESTRATOR_JAVA_OPTS");

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("application.conf"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static String text(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static List<Map<String, Object>> documents(String file) throws IOException {
    List<Map<String, Object>> documents = new ArrayList<>();
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text(file))) {
      documents.add(map(document));
    }
    return documents;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }

  /** Follows names through maps. */
  private static Object at(Object from, String... names) {
    Object value = from;
    for (String name : names) {
      value = map(value).get(name);
    }
    return value;
  }

  private static Map<String, Object> kind(String kind) throws IOException {
    return kind(NODES, kind);
  }

  private static Map<String, Object> kind(String file, String kind) throws IOException {
    return documents(file).stream()
        .filter(d -> d.get("kind").equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> container() throws IOException {
    return container(NODES);
  }

  private static Map<String, Object> container(String file) throws IOException {
    return list(at(pod(file), "containers")).getFirst();
  }

  private static Object pod(String file) throws IOException {
    return at(kind(file, "StatefulSet"), "spec", "template", "spec");
  }

  /** What the pod's variables are, but for secrets. */
  private static Map<String, String> environment(String file) throws IOException {
    Map<String, Object> data = map(kind("ConfigMap").get("data"));
    Object name = at(kind("ConfigMap"), "metadata", "name");
    Map<String, String> environment = new HashMap<>();
    for (Map<String, Object> variable : list(container(file).get("env"))) {
      Object value = variable.get("value");
      if (value == null && at(variable, "valueFrom", "configMapKeyRef") != null) {
        assertEquals(name, at(variable, "valueFrom", "configMapKeyRef", "name"));
        value = data.get(at(variable, "valueFrom", "configMapKeyRef", "key").toString());
      }
      if (value != null) {
        environment.put(
            variable.get("name").toString(), value.toString().replace("$(POD_IP)", "10.1.2.3"));
      }
    }
    return environment;
  }

  private static Map<String, Integer> ports(String file) throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    for (Map<String, Object> port : list(container(file).get("ports"))) {
      ports.put(port.get("name").toString(), (Integer) port.get("containerPort"));
    }
    return ports;
  }

  private static Settings settingsOfANode() throws IOException {
    Map<String, String> environment = environment(NODES);
    environment.put("ORCHESTRATOR_DB_URL", "jdbc:postgresql://database/orchestrator");
    environment.put("ORCHESTRATOR_BIND", "0.0.0.0");
    environment.put("ORCHESTRATOR_ALLOW_PLAINTEXT", "true");
    return Settings.read(ConfigLayers.load(Optional.empty(), environment));
  }

  @Test
  void everyVariableIsOneOfTheProgram() throws IOException {
    String reference =
        Files.readString(root().resolve("docs").resolve("reference").resolve("configuration.md"));
    Set<String> known = new TreeSet<>(OF_THE_SCRIPT);
    Matcher documented = Pattern.compile("`(" + VARIABLE + ")`").matcher(reference);
    while (documented.find()) {
      known.add(documented.group(1));
    }
    assertTrue(known.size() > 200, "only " + known.size());
    String script = Files.readString(root().resolve("orchestrator/src/main/dist/bin/orchestrator"));
    assertTrue(script.contains("ORCHESTRATOR_JAVA_OPTS"));
    for (String file :
        List.of("Containerfile", "compose.yaml", "orchestrator.service", NODES, SIMULATOR)) {
      Matcher used = VARIABLE.matcher(text(file));
      int count = 0;
      while (used.find()) {
        assertTrue(known.contains(used.group()), used.group() + " in " + file);
        count++;
      }
      assertTrue(count > 0, file + " configures nothing");
    }
  }

  /** The program accepts what the pod gives it, and it is what the pod's ports say. */
  @Test
  void theProgramStartsWithThePodsVariables() throws IOException {
    Settings settings = settingsOfANode();
    assertEquals("10.1.2.3", settings.cluster().host());
    assertFalse(settings.cluster().alone());
    assertTrue(settings.database().postgres());
    assertEquals(
        Map.of(
            "http", settings.http().httpPort(),
            "websocket", settings.http().websocketPort(),
            "artery", settings.cluster().port(),
            "management", settings.cluster().managementPort()),
        ports(NODES));
    assertEquals(
        at(kind("StatefulSet"), "spec", "template", "metadata", "labels", "app"),
        settings.cluster().serviceName(),
        "the label that bootstrap looks for");
  }

  /** One feed and one broker for all pods: where the simulator is, and at the ports that it has. */
  @Test
  void allPodsTradeWithTheSameSimulator() throws IOException {
    Settings node = settingsOfANode();
    Object service = at(kind(SIMULATOR, "Service"), "metadata", "name");
    assertFalse(node.outside().simulatedFeed() || node.outside().simulatedBroker());
    assertEquals(service, node.outside().iqfeed().host());
    assertEquals(service, node.outside().ibkr().host());
    assertEquals(List.of("simulator"), container(SIMULATOR).get("args"));
    assertEquals(1, at(kind(SIMULATOR, "StatefulSet"), "spec", "replicas"));
    var simulator =
        Settings.read(ConfigLayers.load(Optional.empty(), environment(SIMULATOR)))
            .outside()
            .simulator();
    assertEquals("0.0.0.0", simulator.feed().host());
    assertEquals("0.0.0.0", simulator.gateway().bindAddress());
    Map<String, Integer> asked =
        Map.of(
            "level-one", node.outside().iqfeed().levelOnePort(),
            "lookup", node.outside().iqfeed().lookupPort(),
            "admin", node.outside().iqfeed().adminPort(),
            "derivatives", node.outside().iqfeed().derivativesPort(),
            "depth", node.outside().iqfeed().depthPort(),
            "gateway", node.outside().ibkr().port());
    Map<String, Integer> bound =
        Map.of(
            "level-one", simulator.feed().levelOnePort(),
            "lookup", simulator.feed().lookupPort(),
            "admin", simulator.feed().adminPort(),
            "derivatives", simulator.feed().derivativesPort(),
            "depth", simulator.feed().depthPort(),
            "gateway", simulator.gateway().port());
    Map<String, Integer> served = new HashMap<>();
    for (Map<String, Object> port : list(at(kind(SIMULATOR, "Service"), "spec", "ports"))) {
      assertEquals(port.get("name"), port.get("targetPort"));
      served.put(port.get("name").toString(), (Integer) port.get("port"));
    }
    assertEquals(asked, bound);
    assertEquals(asked, ports(SIMULATOR));
    assertEquals(asked, served);
  }

  /** What a node alone knows outlives its pod; a shared volume would mix the nodes. */
  @Test
  void eachPodKeepsItsData() throws IOException {
    for (String file : List.of(NODES, SIMULATOR)) {
      Map<String, Object> set = map(kind(file, "StatefulSet").get("spec"));
      Map<String, Object> claim = list(set.get("volumeClaimTemplates")).getFirst();
      assertEquals("data", at(claim, "metadata", "name"));
      assertEquals(List.of("ReadWriteOnce"), at(claim, "spec", "accessModes"));
      assertTrue(
          documents(file).stream()
              .filter(d -> d.get("kind").equals("Service"))
              .anyMatch(d -> at(d, "metadata", "name").equals(set.get("serviceName"))));
    }
    // Ready only when it has found another: one after the other would wait for ever.
    assertEquals("Parallel", at(kind("StatefulSet"), "spec", "podManagementPolicy"));
  }

  @Test
  void podsRunWithoutPowerAndEndInPeace() throws IOException {
    Object pod = pod(NODES);
    assertEquals(true, at(pod, "securityContext", "runAsNonRoot"));
    assertEquals(true, at(pod(SIMULATOR), "securityContext", "runAsNonRoot"));
    assertEquals(60, at(pod, "terminationGracePeriodSeconds"));
    List<Map<String, Object>> all = new ArrayList<>(list(at(pod, "containers")));
    all.addAll(list(at(pod, "initContainers")));
    all.add(container(SIMULATOR));
    for (Map<String, Object> container : all) {
      assertEquals(true, at(container, "securityContext", "readOnlyRootFilesystem"));
      assertEquals(false, at(container, "securityContext", "allowPrivilegeEscalation"));
      assertEquals(List.of("ALL"), at(container, "securityContext", "capabilities", "drop"));
    }
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String path = at(container(), probe, "httpGet", "path").toString();
      assertTrue(Set.of("/health/live", "/health/ready").contains(path), path);
    }
    // Akka Management's bootstrap lists the pods of its namespace.
    Map<String, Object> rule = list(kind("Role").get("rules")).getFirst();
    assertEquals(List.of("get", "watch", "list"), rule.get("verbs"));
    assertEquals(at(kind("Role"), "metadata", "name"), at(kind("RoleBinding"), "roleRef", "name"));
    assertEquals(
        at(pod, "serviceAccountName"),
        list(kind("RoleBinding").get("subjects")).getFirst().get("name"));
    assertEquals(1, at(kind("PodDisruptionBudget"), "spec", "maxUnavailable"));
  }

  /** Every volume that is mounted exists, and everything written to is a volume. */
  @Test
  void whatIsWrittenIsMounted() throws IOException {
    String image = text("Containerfile");
    for (String file : List.of(NODES, SIMULATOR)) {
      Set<Object> volumes =
          list(at(pod(file), "volumes")).stream()
              .map(v -> v.get("name"))
              .collect(Collectors.toSet());
      list(at(kind(file, "StatefulSet"), "spec", "volumeClaimTemplates"))
          .forEach(claim -> volumes.add(at(claim, "metadata", "name")));
      Set<Object> paths = new HashSet<>();
      for (Map<String, Object> mount : list(container(file).get("volumeMounts"))) {
        assertTrue(volumes.contains(mount.get("name")), mount.toString());
        paths.add(mount.get("mountPath"));
      }
      assertEquals(Set.of("/data", "/logs", "/tmp"), paths);
      paths.forEach(path -> assertTrue(image.contains("\"" + path + "\""), path + " is a volume"));
    }
  }

  @Test
  void theImageIsNotRootAndHasItsHealthChecked() throws IOException {
    List<String> lines = text("Containerfile").lines().toList();
    int user = lines.indexOf("USER 10001:10001");
    int entry = lines.indexOf("ENTRYPOINT [\"/opt/orchestrator/bin/orchestrator\"]");
    assertTrue(user > 0 && entry > user, "the program starts as its own user");
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("HEALTHCHECK")));
    assertTrue(lines.contains("COPY orchestrator/target/dist /opt/orchestrator"));
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("EXPOSE") && l.contains("8000 8765")));
  }

  @Test
  void composeIsHardenedAndWaitsForItsDatabase() throws IOException {
    Map<String, Object> services = map(documents("compose.yaml").getFirst().get("services"));
    Object node = services.get("orchestrator");
    assertEquals(true, at(node, "read_only"));
    assertEquals(List.of("ALL"), at(node, "cap_drop"));
    for (String service : map(at(node, "depends_on")).keySet()) {
      assertTrue(services.containsKey(service), service);
      assertTrue(map(services.get(service)).containsKey("healthcheck"), service);
    }
    assertEquals(
        root().resolve("deploy").resolve("Containerfile"),
        DEPLOY
            .resolve(at(node, "build", "context").toString())
            .resolve(at(node, "build", "dockerfile").toString())
            .normalize());
    assertEquals(
        List.of("127.0.0.1:8000:8000", "127.0.0.1:8765:8765"),
        at(node, "ports"),
        "plain HTTP stays on the machine");
    assertFalse(text("compose.yaml").matches("(?s).*PASSWORD: [a-z0-9].*"), "no password in it");
  }

  /** Key = value in sections, as systemd reads it. */
  @Test
  void theUnitStartsAgainWhatANewStartCanMend() throws IOException {
    Map<String, String> unit = new HashMap<>();
    for (String line : text("orchestrator.service").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("[")) {
        assertTrue(line.matches("[A-Za-z]+=.*"), line);
        unit.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
    assertEquals("always", unit.get("Restart"));
    assertEquals("2 3", unit.get("RestartPreventExitStatus"));
    assertEquals("60", unit.get("TimeoutStopSec"));
    assertEquals("/opt/orchestrator/bin/orchestrator serve", unit.get("ExecStart"));
    assertEquals("orchestrator", unit.get("User"));
  }
}
