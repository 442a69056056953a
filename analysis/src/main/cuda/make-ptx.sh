#!/usr/bin/env bash
# Translates the CUDA sources beside it into the PTX that is shipped. Needs nvcc (CUDA toolkit 11 or later); users need
# only a driver. Usage: make-ptx.sh
#
# nvcc names the instruction set of its own release, which only drivers of its age read. What these kernels use is older:
# 6.4 (CUDA 10.1) with compute capability 7.5 (Turing). ptxas refuses an instruction that the named set does not have, so
# assembling the result for old and new devices is the proof that the lower number is right.
set -euo pipefail
cd "$(dirname "$0")"
PATH=$PATH:/usr/local/cuda/bin
into=../resources/io/orchestrator/analysis/gpu
for name in kraskov monte_carlo; do
  ptx=$(mktemp)
  nvcc -ptx -arch=compute_75 -fmad=false -O3 "$name.cu" -o "$ptx"
  {
    echo "// Made by src/main/cuda/make-ptx.sh from $name.cu, sha256 $(sha256sum "$name.cu" | cut -d' ' -f1)"
    sed -e 's/^\.version .*/.version 6.4/' -e '/^\/\//d' "$ptx"
  } >"$into/$name.ptx"
  rm "$ptx"
  known=$(nvcc --list-gpu-arch)
  for device in 75 80 86 89 90 100 120; do
    if grep -q "compute_$device\$" <<<"$known"; then
      ptxas -arch="sm_$device" "$into/$name.ptx" -o /dev/null
      echo "$name.ptx assembles for compute capability $device"
    fi
  done
done
