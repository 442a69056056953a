#!/usr/bin/env bash
# All measurements of market data, one after the other. Needs: mvn package and a JDK from 21 on. Usage: bench/market-data.sh
set -euo pipefail
cd "$(dirname "$0")"
for one in level-one feed-throughput feed-latency feed-burst bar-store; do
  echo "== $one (load of the machine: $(cut -d' ' -f1 /proc/loadavg))"
  "./$one.sh"
done
