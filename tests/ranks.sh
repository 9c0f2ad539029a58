#!/usr/bin/env bash
# The default experiment, shortened, with 1, 2 and 3 ranks; a run that goes on with other numbers of ranks; EmpoReduction=fast twice.
# Compares every output that a manifest names, but the report's. Run by hand where openmpi-bin is installed. The tools must be built.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d /tmp/empo-ranks-XXXXXX)
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/project"
cp -r "$repository"/{pipeline.proj,Empo.targets,Directory.Build.rsp,global.json,build,experiments,datasets} "$folder/project"
# Micro-batches so small that every step has several waves of three.
short="pretrain.steps=200 rollout.questions=16 rollout.candidates=16 update.minibatch_questions=8 update.micro_batch_tokens=480 evaluate.every=2"
build() { # store, ranks, rounds, further properties; MORE adds settings
  local store=$1 ranks=$2 rounds=$3; shift 3
  local launcher=()
  [ "$ranks" = 1 ] || launcher=(-p:EmpoLauncher=mpirun "-p:EmpoRanks=$ranks")
  (cd "$folder/project" && dotnet build pipeline.proj -p:EmpoTools="$repository/bin/cpu" -p:EmpoExperiment=experiments/arithmetic.yaml \
    "-p:EmpoSet=$short rounds=$rounds ${MORE:-}" -p:EmpoStore="$folder/$store" "${launcher[@]}" "$@") > "$folder/log" 2>&1 \
    || { cat "$folder/log"; exit 1; }
  echo "$store: $ranks rank(s), $rounds round(s): $(grep -c ': ran in' "$folder/log") stages ran"
}
digests() { # of a store: stage and round, output, digest
  python3 - "$folder/$1" <<'PY'
import glob, json, sys
for path in sorted(glob.glob(sys.argv[1] + '/*/*/manifest.json')):
    manifest = json.load(open(path))
    if manifest['stage'] != 'report':
        for output in manifest['outputs']:
            print(manifest['stage'], manifest.get('round', '-'), output['name'], output['digest'])
PY
}
same() { # every output of the first store is in the second one, with the same digest
  local all different
  all=$(digests "$1" | wc -l)
  different=$(comm -23 <(digests "$1" | sort) <(digests "$2" | sort) | wc -l)
  echo "  $((all - different)) of $all outputs equal to those of $1"
  [ "$different" = 0 ] || [ "${3:-}" = may ] || exit 1
}
build one 1 2
build two 2 2; same one two
MORE=update.recompute=true build three 3 2; same one three # the exchange by layer
build parts 2 1; build parts 3 2; build parts 1 3
build long 1 3; same long parts
build fast 2 2 -p:EmpoReduction=fast; same one fast may
build again 2 2 -p:EmpoReduction=fast; same fast again
