#!/usr/bin/env bash
# The pre-trade gate with 500 working orders and 100 positions at 20,000 checks a second, beside only reading them and a
# gate that sums up each name by itself. The line with TARGET is the verdict. Needs mvn package. Usage: bench/gate.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xms512m -Xmx512m -XX:+UseParallelGC -XX:+AlwaysPreTouch GateBench "${1:-10}"
