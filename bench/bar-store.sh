#!/usr/bin/env bash
# How long the import of one million minute bars takes, and reading one year of minutes of one symbol.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/bar-store.sh
set -euo pipefail
cd "$(dirname "$0")/.."
lib=${LIB:-orchestrator/target/dist/lib/*}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -XX:+IgnoreUnrecognizedVMOptions --enable-native-access=ALL-UNNAMED -Xmx512m -cp "$lib" bench/BarStoreBench.java
