#!/usr/bin/env bash
# CPU time of one Level 1 update from bytes to validated state (1.5 million/s on one core), beside the same bytes read
# line by line. Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/level-one.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m io.orchestrator.adapters.iqfeed.LevelOneCpu
