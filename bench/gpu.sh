#!/usr/bin/env bash
# Nearest-neighbour information of 1,000 surrogates of 10,000 rows on the GPU, beside one core (50 times, aim 200), with
# the share of the device's float64 peak. --verify: numbers of GPU and CPU on random problems of all shapes, largest
# deviation; exit status 0 if all are within limits, 1 if not. Without a GPU: says why, exit status 3.
# Needs: mvn package (the distribution) and a JDK from 21 on; no CUDA toolkit. Usage: bench/gpu.sh [--verify]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/classes.sh
natives=$(mktemp -d)
trap 'rm -rf "$classes" "$natives"' EXIT
java_with_lib -Xmx2g -Djava.io.tmpdir="$natives" GpuBench "$@"
