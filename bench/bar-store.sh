#!/usr/bin/env bash
# How long the import of one million minute bars takes, and reading one year of minutes of one symbol.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/bar-store.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m BarStoreBench
