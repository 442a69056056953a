#!/usr/bin/env bash
# Sweep of 1,000 parameters over 20 names of 10 years on two cores, bars per second beside a plain loop, weights of 500 names.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/backtest.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx1g BacktestBench
