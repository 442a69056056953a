#!/usr/bin/env bash
# Order decision to bytes on the socket beside a bare commit on the same database (H2, then PostgreSQL), a kill of 1,000
# open orders, an exit during a kill at the broker's 45 messages a second, and the comparison of 1,000 orders with their
# executions (5,000 with 60 shares each, 6,200 with 200). Desk, adapter, sockets and simulated gateway in one process. The lines with TARGET are the verdict.
# Needs Maven. Usage: bench/trading.sh [orders [shares]]
set -euo pipefail
cd "$(dirname "$0")/.."
orders=${1:-1000}
shares=${2:-60}
mvn -q -B -pl src-test -am test -Dtest=TradingBench -Dsurefire.failIfNoSpecifiedTests=false -Djacoco.skip \
  -Dspotless.check.skip -Dbench.orders="$orders" -Dbench.shares="$shares"
grep -h '^bench:' src-test/target/surefire-reports/*TradingBench-output.txt
