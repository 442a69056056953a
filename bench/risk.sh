#!/usr/bin/env bash
# CPU time of one full measurement of 100 positions × 1,000 days by all methods but Monte-Carlo (target 20 ms), beside a
# plain implementation of the same numbers; fits and Monte-Carlo apart. Needs: mvn package and a JDK from 21 on.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
"$jdk/bin/javac" -nowarn -proc:none -d "$classes" -cp "$dist/lib/*" bench/src/main/java/io/orchestrator/analysis/risk/RiskCpu.java
java_with_lib -Xmx512m io.orchestrator.analysis.risk.RiskCpu
