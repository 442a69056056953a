#!/usr/bin/env bash
# Workflows of steps that compute on one, two and three nodes of a cluster, each a process with one place to compute, on one PostgreSQL
# (brought along): workflows/s, processor time of a workflow, how the nodes share it. The line with TARGET is the verdict. Needs Maven;
# about two minutes.
# Usage: bench/scaling.sh [seconds of each measurement]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench -am -DskipTests compile exec:exec -Dexec.workingdir="$PWD" \
  -Dexec.args="-Xmx256m ${BENCH_OPTIONS:-} -classpath %classpath io.orchestrator.bench.workflows.ScalingBench ${1:-10}"
