#!/usr/bin/env bash
# How long a prediction of 5, 100 and 500 symbols takes with loaded models, through the worker processes; and an answer after the worker was killed.
# Needs: mvn package (the distribution) and a JDK from 21 on. Usage: bench/prediction.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
java_with_lib -Xmx512m PredictionBench
