#!/usr/bin/env bash
# The whole program with little heap under ten times its load
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/feed-burst.sh$classes orchestrator/target/dist burst
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m FeedNode  heap high-water, how long the feed was held back.
