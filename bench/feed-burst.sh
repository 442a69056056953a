#!/usr/bin/env bash
# The whole program with 256 MiB of heap under ten times its load: heap high-water, how long the feed was held back.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/feed-burst.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m FeedNode "$classes" orchestrator/target/dist burst
