#!/usr/bin/env bash
# How long the first minute takes, on a fresh data directory: JVM start to READY, to the first completed
# analysis_to_trade of four symbols (models trained on the way), then CPU and heap at rest.
# Needs: mvn package (the distribution), curl, a JDK with jcmd. Usage: bench/first-minute.sh [idle seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
idle=${1:-60}
dist=orchestrator/target/dist
[ -x "$dist/bin/orchestrator" ] || { echo "run mvn package first" >&2; exit 1; }

home=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

start=$(now)
ORCHESTRATOR_HOME=$home ORCHESTRATOR_LOGS=$home/logs ORCHESTRATOR_HTTP_PORT=0 ORCHESTRATOR_WEBSOCKET_PORT=0 \
  "$dist/bin/orchestrator" serve >"$home/screen.txt" 2>&1 &
pid=$!
until [ -f "$home/node.properties" ]; do sleep 0.05; kill -0 "$pid"; done
port=$(sed -n 's/^http-port=//p' "$home/node.properties")
until curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null; do sleep 0.05; done
echo "start to READY:                        $(since "$start") s (limit 10)"

password=$(sed -n 's/.*password:* *\([^ ]*\).*/\1/p' "$home/screen.txt" | head -1)
token=$(curl -fs -H 'Content-Type: application/json' -d "{\"username\":\"admin\",\"password\":\"$password\"}" \
  "http://127.0.0.1:$port/api/auth/token" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
answer=$(curl -fs -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
  -d '{"parameters":{"symbols":["AAPL","MSFT","GOOGL","AMZN"]}}' \
  "http://127.0.0.1:$port/api/system/workflow/analysis_to_trade")
echo "start to first completed workflow:     $(since "$start") s (limit 60)"
echo "its answer: $(echo "$answer" | head -c 120)…"

sleep 45 # what was just used gets compiled; then it is at rest
ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }
before=$(ticks); sleep "$idle"; after=$(ticks)
awk -v a="$before" -v b="$after" -v s="$idle" -v hz="$(getconf CLK_TCK)" \
  'BEGIN { printf "CPU at rest:                           %.1f %% of one core (limit 5)\n", (b - a) / hz / s * 100 }'
jcmd=$(dirname "$(readlink -f "/proc/$pid/exe")")/jcmd
"$jcmd" "$pid" GC.run >/dev/null
"$jcmd" "$pid" GC.heap_info | sed -n 's/.*used \([0-9]*\)K.*/\1/p' | head -1 |
  awk '{ printf "heap at rest after GC:                 %.0f MiB (limit 512)\n", $1 / 1024 }'
