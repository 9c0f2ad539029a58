#!/usr/bin/env bash
# Every fault on the tiny experiment, all cases: 100 signals aimed at every stage in turn, a full disk at each write of each stage, a flipped
# bit in every file of the store, eight builds at once. Prints what was hit as tables for docs/studies/results.md. CI runs a part of the same tests.
# A full disk needs the right to mount a tmpfs (root); without it those tests are skipped and say so.
#
#   tests/faults.sh [kills|disk|bits|builds|hostile ...]        all of them by default; EMPO_KILLS=n sends n signals
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- kills disk bits builds hostile
export EMPO_FAULTS=all DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
tests=bin/cpu/Empo.PipelineTests/Empo.PipelineTests.dll
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -f "$tests" ] || dotnet build Empo.Pipeline.sln

# Runs test classes and prints the rows that they report below a head.
run() {
  local head=$1; shift
  : > "$work/rows"
  local classes=()
  for class; do classes+=(-class "$class"); done
  EMPO_FAULTS_TABLE="$work/rows" dotnet exec "$tests" "${classes[@]}" > "$work/log" 2>&1 || { cat "$work/log"; echo "FAILED: $*"; exit 1; }
  grep -E 'Total:' "$work/log" | tail -n 1
  echo
  echo "$head"
  echo "$head" | sed -E 's/[^|]+/---/g'
  cat "$work/rows"
  echo
}

for part; do
  case $part in
    kills) run '| stage | signal | sent | stage was running | stage was cut off |' '*Real.InterruptedBuildTests' ;;
    disk) run '| stage | what was short | builds that failed with EMPO4001, then one that went on |' '*FullDiskTests' ;;
    bits)
      dotnet exec bin/cpu/Empo.UnitTests/Empo.UnitTests.dll -class '*.ManifestFileTests'
      run '| file | flipped |' '*Real.FlippedBitTests'
      ;;
    builds) run '| builds | stages |' '*Real.SimultaneousTinyBuildTests' ;;
    hostile) dotnet bin/cpu/Empo.Benchmarks/Empo.Benchmarks.dll hostile "$work" ;;
    *) echo "unknown part: $part" >&2; exit 2 ;;
  esac
done
