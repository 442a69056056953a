#!/usr/bin/env bash
# From a violation to a WebSocket client, on a node of its own with the simulated market and broker; beside the socket's
# round trip. The line with TARGET is the verdict. Needs mvn package. Usage: bench/violation.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
home=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null || true; rm -rf "$home" "$classes"' EXIT
# Risk is read each second: of a minute (the default) the wait for the second reading would be most.
ORCHESTRATOR_RISK_CHECK_INTERVAL=1s ORCHESTRATOR_HOME=$home ORCHESTRATOR_LOGS=$home/logs ORCHESTRATOR_HTTP_PORT=0 ORCHESTRATOR_WEBSOCKET_PORT=0 \
  "$dist/bin/orchestrator" serve >"$home/screen.txt" 2>&1 &
pid=$!
alive() { kill -0 "$pid" 2>/dev/null || { cat "$home/screen.txt" >&2; exit 1; }; }
until [ -f "$home/node.properties" ]; do sleep 0.1; alive; done
port=$(sed -n 's/^http-port=//p' "$home/node.properties")
until curl -fs "http://127.0.0.1:$port/health/ready" >/dev/null; do sleep 0.1; alive; done
password=$(sed -n 's/.*password:* *\([^ ]*\).*/\1/p' "$home/screen.txt" | head -1)
token=$(curl -fs -H 'Content-Type: application/json' -d "{\"username\":\"admin\",\"password\":\"$password\"}" \
  "http://127.0.0.1:$port/api/auth/token" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
java_with_lib -Xmx128m ViolationLatency "$port" "$(sed -n 's/^websocket-port=//p' "$home/node.properties")" "$token" "${1:-10}"
