#!/usr/bin/env bash
# From the socket to the cache in the whole program, load in another process (300,000 messages/s on two cores).
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/feed-throughput.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m FeedNode "$classes" orchestrator/target/dist throughput
