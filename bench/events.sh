#!/usr/bin/env bash
# The event log at length: appends a second (H2, PostgreSQL) beside plain JDBC batches, recovery of an entity with 10,000
# events, start of the program on a journal of a million, filtered pages among five million. The lines with TARGET are the
# verdict. Needs mvn package for the start; about four minutes. Usage: bench/events.sh [appended events [events in the table]]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -pl bench -am -DskipTests compile exec:exec -Dexec.workingdir="$PWD" \
  -Dexec.args="-Xmx1g -classpath %classpath io.orchestrator.bench.events.EventsBench ${*:-1000000 5000000}"
