#!/usr/bin/env bash
# Information theory: KSG estimates and surrogates beside a naive loop and JIDT's noted times, linear and nearest-neighbour networks beside IDTxl's.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/information.sh [estimates|surrogates|stopping|networks|ksg-sample|ksg-network]…
# Without words: all but ksg-network, which takes minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx2g -XX:+UseSerialGC InformationBench "$@"
