#!/usr/bin/env bash
# From the line due on the wire to the subscriber of the feed, at 50,000 lines a second on a fixed schedule (p99 below 5 ms).
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/feed-latency.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m FeedLatency "$classes" 50000 "${1:-20}"
