#!/usr/bin/env bash
# The dashboard in a real browser: first paint, bytes of the first load, frames and work at 100 quotes a second
# over 1,000 rows, heap over a long stream. Needs: mvn package, node, npm ci in dashboard, Chromium
# (CHROMIUM, else /usr/bin/chromium). Usage: bench/dashboard.sh [seconds of streaming; default 180, 1800 for half an hour]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-180}
dist=orchestrator/target/dist
[ -x "$dist/bin/orchestrator" ] || { echo "run mvn package first" >&2; exit 1; }
[ -d dashboard/node_modules/playwright-core ] || { echo "run npm ci in dashboard first" >&2; exit 1; }

home=$(mktemp -d)
pid=
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null || true; rm -rf "$home"' EXIT
ORCHESTRATOR_HOME=$home ORCHESTRATOR_LOGS=$home/logs ORCHESTRATOR_HTTP_PORT=0 ORCHESTRATOR_WEBSOCKET_PORT=0 \
  "$dist/bin/orchestrator" serve >"$home/screen.txt" 2>&1 &
pid=$!
until [ -f "$home/node.properties" ]; do sleep 0.1; kill -0 "$pid"; done
port=$(sed -n 's/^http-port=//p' "$home/node.properties")
until curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null; do sleep 0.1; done
password=$(sed -n 's/.*password:* *\([^ ]*\).*/\1/p' "$home/screen.txt" | head -1)
(cd dashboard && node e2e/bench.mjs "http://127.0.0.1:$port/" "$password" "$seconds")
