#!/usr/bin/env bash
# The door of the whole program beside the least that the same library can do (a bare Akka HTTP route, a bare broadcast), each in a process
# of its own, all clients in a third: token checks, GET /api/system/status, one event to 1,000 streams, 5,000 idle streams. The lines with
# TARGET are the verdict; CPU of the servers beside them. About a minute and a half. Needs mvn package, and 12,000 open files (ulimit -n).
# Usage: bench/door.sh [seconds of each measurement of requests [streams]]
set -euo pipefail
cd "$(dirname "$0")/.."
ulimit -n "$(ulimit -H -n)"
. bench/classes.sh
java_with_lib -Xmx512m DoorBench "${1:-3}" "${2:-1000}"
