#!/usr/bin/env bash
# Trains arms of the default experiment with several seeds and prints one table of every run: nothing is left out.
#   benchmarks/learning.sh "arithmetic arithmetic-random" "1 2 3 4 5" results-folder
set -euo pipefail
cd "$(dirname "$0")/.."
arms=${1:-"arithmetic arithmetic-supervised arithmetic-voting arithmetic-random arithmetic-length arithmetic-weak-base"}
seeds=${2:-"1 2 3 4 5"}
results=${3:-artifacts/learning}
mkdir -p "$results"
for seed in $seeds; do
  for arm in $arms; do
    started=$(date +%s)
    dotnet build pipeline.proj -p:EmpoExperiment="experiments/$arm.yaml" -p:EmpoSet="seed=$seed" > "$results/$arm-$seed.log" 2>&1 ||
      echo "$arm with seed $seed failed, see $results/$arm-$seed.log" >&2
    cp "artifacts/$arm/summary.json" "$results/$arm-$seed.json"
    echo "$arm seed $seed: $(($(date +%s) - started)) s" >&2
  done
done
dotnet build benchmarks/Empo.Benchmarks/Empo.Benchmarks.csproj -v q >&2
dotnet exec bin/cpu/Empo.Benchmarks/Empo.Benchmarks.dll learning "$results" | tee "$results/table.md"
