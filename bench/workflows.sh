#!/usr/bin/env bash
# Durable workflows of five steps on one PostgreSQL (brought along, fsync on), 50 callers, each contender warm in a process of its
# own, rounds in turn: the engine, plain JDBC with one commit per step, DBOS Transact, Flowable with asynchronous tasks; then a
# step's overhead at half load. The lines with TARGET are the verdict. Needs Maven; about six minutes.
# Usage: bench/workflows.sh [rounds [seconds]]    or: bench/workflows.sh open 100000   (open workflows in one process, memory)
# BENCH_OPTIONS="-Dcontenders=orchestrator,dbos -Dwarm=60 -Dprofile=true": only these; so many seconds of warming up each; a flight recording of the engine.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench -am -DskipTests compile exec:exec -Dexec.workingdir="$PWD" \
  -Dexec.args="-Xmx256m ${BENCH_OPTIONS:-} -classpath %classpath io.orchestrator.bench.workflows.WorkflowsBench ${*:-3 8}"
