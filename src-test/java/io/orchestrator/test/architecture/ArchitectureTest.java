package io.orchestrator.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.orchestrator.actors.api.Market;
import io.orchestrator.domain.common.JournalRecord;
import io.orchestrator.domain.common.Journaled;
import io.orchestrator.domain.market.Symbol;
import io.orchestrator.domain.market.Timeframe;
import io.orchestrator.domain.port.Cache;

/** The arrows that the poms cannot see, and the habits that a reviewer would ask for. */
@AnalyzeClasses(
    packages = "io.orchestrator",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule domainSeesTheJdkOnly =
      classes()
          .that()
          .resideInAPackage("io.orchestrator.domain..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.orchestrator.domain..", "java..")
          .because("a rule must be testable without a framework (docs/adr/0001)");

  @ArchTest
  static final ArchRule analysisIsNumbersInNumbersOut =
      noClasses()
          .that()
          .resideInAPackage("io.orchestrator.analysis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "java.sql..", "java.net..", "io.orchestrator.actors..")
          .because("numbers are tested against tables, not against a running system");

  @ArchTest
  static final ArchRule actorsDoNotTouchSocketsOrTables =
      noClasses()
          .that()
          .resideInAPackage("io.orchestrator.actors..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "java.net..", "javax.sql..", "com.zaxxer..")
          .because("blocking I/O lives behind ports, on its own dispatcher");

  @ArchTest
  static final ArchRule ordersAreDecidedWithoutACache =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.orchestrator.actors.trading..",
              "io.orchestrator.domain.trading..",
              "io.orchestrator.domain.risk..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.orchestrator.domain.cache..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Cache.class)
          .because("an order is judged by what is true now");

  @ArchTest
  static final ArchRule staleHistoryIsOnlyShown =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.orchestrator.http..")
          .should()
          .callMethod(Market.class, "historyOrStale", Symbol.class, Timeframe.class, int.class)
          .because("what is stale may be looked at, not traded or measured on");

  @ArchTest
  static final ArchRule deepLearningStaysInItsProcess =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.orchestrator.analysis.neural..", "io.orchestrator.analysis.worker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")
          .because("native memory and native crashes belong into a worker process");

  @ArchTest
  static final ArchRule counterpartiesDoNotKnowEachOther =
      slices()
          .matching("io.orchestrator.adapters.(ibkr|iqfeed|cache|worker)..")
          .should()
          .notDependOnEachOther()
          .because("each counterparty can be replaced alone");

  @ArchTest
  static final ArchRule packagesOfAnalysisHaveNoCycle =
      slices()
          .matching("io.orchestrator.analysis.(**)")
          .should()
          .beFreeOfCycles()
          .because("each method of analysis can be read, and replaced, without those built on it");

  @ArchTest
  static final ArchRule journaledRecordsAreNamed =
      classes()
          .that()
          .implement(JournalRecord.class)
          .and()
          .areNotInterfaces()
          .should(beRecordsWithAJournalName())
          .because("names in the journal outlive classes (docs/adr/0005)");

  @ArchTest
  static final ArchRule nobodyPrintsButTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.orchestrator", "io.orchestrator.cli..")
          .and()
          .doNotHaveFullyQualifiedName("io.orchestrator.analysis.worker.WorkerMain")
          .should()
          .accessField(System.class, "out")
          .because("a server logs; only Main and the command line talk to a screen");

  @ArchTest
  static final ArchRule noJavaUtilLogging =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("SLF4J everywhere");

  private static ArchCondition<JavaClass> beRecordsWithAJournalName() {
    return new ArchCondition<>("be records that carry @Journaled") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean good = type.isRecord() && type.isAnnotatedWith(Journaled.class);
        events.add(new SimpleConditionEvent(type, good, type.getName() + " is not"));
      }
    };
  }
}
