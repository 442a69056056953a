#!/usr/bin/env bash
# Monte-Carlo risk, 100,000 paths of 100 assets (1 s on two cores), beside a naive loop of the same run.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/monte-carlo.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m MonteCarloBench
