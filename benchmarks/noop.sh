#!/usr/bin/env bash
# What a build with nothing to do costs: 10 and 200 rounds against a <Project> with empty targets, in alternating turns, medians.
# Uses the solution's own output (dotnet build Empo.Pipeline.sln) with the fake stage program, so that 200 rounds are made in a minute;
# a build with nothing to do starts no stage program at all. The folder has the sources too: looking for changed tools is part of the cost.
#
#   benchmarks/noop.sh [turns]
set -euo pipefail
turns=${1:-10}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
[ -n "${KEEP:-}" ] && echo "$work" || trap 'rm -rf "$work"' EXIT
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export LC_ALL=C

mkdir -p "$work/bin/cpu" "$work/experiments" "$work/datasets" "$work/empty"
(cd "$root" && tar c --exclude=obj tasks stages build Directory.* global.json .editorconfig pipeline.proj Empo.targets) | tar x -C "$work"
cp -r "$root/bin/cpu/Empo.Tasks" "$root/bin/cpu/fake/Empo.Stages" "$work/bin/cpu/"
touch "$work/bin/cpu/tools.stamp"
echo '<Project><Target Name="Restore" /><Target Name="Build" /></Project>' > "$work/empty/empty.proj"
echo 'name: none' > "$work/datasets/none.yaml"
for rounds in 10 200; do
  printf 'dataset: ../datasets/none.yaml\nrounds: %s\n' "$rounds" > "$work/experiments/rounds-$rounds.yaml"
done

build() { dotnet build "$work/$1" "${@:2}" > "$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
time_of() { local start=$EPOCHREALTIME; build "$@"; local end=$EPOCHREALTIME; echo "$start $end" | awk '{ printf "%.0f\n", ($2 - $1) * 1000 }'; }
ten=(pipeline.proj -p:EmpoExperiment=experiments/rounds-10.yaml)
many=(pipeline.proj -p:EmpoExperiment=experiments/rounds-200.yaml)

build "${ten[@]}"
build "${many[@]}"
for ((turn = 0; turn < turns + 1; turn++)); do
  e=$(time_of empty/empty.proj); t=$(time_of "${ten[@]}"); grep -q 'up to date' "$work/log"; m=$(time_of "${many[@]}"); grep -q 'up to date' "$work/log"
  # The first turn warms the disk's cache.
  if ((turn > 0)); then echo "$e $t $m"; fi
done > "$work/times"

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
e=$(awk '{ print $1 }' "$work/times" | median)
t=$(awk '{ print $2 }' "$work/times" | median)
m=$(awk '{ print $3 }' "$work/times" | median)
te=$(awk '{ print $2 / $1 }' "$work/times" | median)
mt=$(awk '{ print $3 / $2 }' "$work/times" | median)
echo "turns $turns, medians: empty project $e ms, 10 rounds $t ms, 200 rounds $m ms"
printf 'median of the ratios: 10 rounds / empty %.2f (goal 1.6), 200 rounds / 10 rounds %.2f (goal 1.2)\n' "$te" "$mt"
