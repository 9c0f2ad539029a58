#!/usr/bin/env bash
# Changes one thing after another in a trained tiny experiment (real stages) and prints which stages the next build ran.
#   benchmarks/changes.sh        (the solution must be built: its output is used as EmpoTools)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cp -r "$root"/{pipeline.proj,Empo.targets,Directory.Build.rsp,global.json,build} "$work"
mkdir "$work/experiments"
cp "$root/tests/experiments/tiny.yaml" "$work/experiments/e.yaml"
cp "$root/tests/experiments/tiny-questions.yaml" "$work/experiments/"
cd "$work"
yaml=experiments/e.yaml
store=artifacts/.store

build() { dotnet build pipeline.proj -p:EmpoExperiment=$yaml -p:EmpoTools="$root/bin/cpu" "-p:EmpoSet=${1:-}" > build.log 2>&1 || { cat build.log >&2; exit 1; }; }
ran() { awk '/"name":/ {gsub(/[",]/,""); name=$2; round=""} /"round":/ {gsub(/,/,""); round=" "$2} /"ran": true/ {printf "%s%s%s", sep, name, round; sep=", "}' artifacts/e/summary.json; }
entry() { awk -v id="$1" '/"name":/ {gsub(/[",]/,""); name=$2; round=""} /"round":/ {gsub(/,/,""); round=" "$2} /"key":/ {gsub(/[",]/,""); if (name round == id) print substr($2,1,32)}' artifacts/e/summary.json; }
row() { local stages; stages=$(ran); echo "| $1 | ${stages:-nothing} |"; }
back() { build; }

build
echo "| change | stages that ran |"
echo "|---|---|"
build; row "nothing"
echo "# a remark" >> $yaml; build; row "a comment in the YAML file"
find . -not -path './.git/*' -type f -exec touch {} +; build; row "every file touched"
build "filter.entropy.high=2.05"; row "filter threshold (filter.entropy.high)"
back; row "flipped back"
build "update.learning_rate=0.0002"; row "update.learning_rate"
back; build "evaluate.samples=16 evaluate.k=[1 8]"; row "evaluate.samples 8 -> 16"
back; build "report.title=Other"; row "report.title"
back; chunks=$(ls $store/chunk | wc -l)
first=$(ls $store/chunk)
build "rollout.samples=16"; row "rollout.samples 8 -> 16"
reused=0; for c in $first; do [ -d "$store/chunk/$c" ] && reused=$((reused + 1)); done
echo "<!-- chunks before: $chunks, still there and re-used or kept: $reused, now: $(ls $store/chunk | wc -l) -->"
back; sed -i 's/training: 48/training: 64/' experiments/tiny-questions.yaml; build; row "more training questions (48 -> 64) in the manifest"
sed -i 's/training: 64/training: 48/' experiments/tiny-questions.yaml; back; row "and back"
chmod -R u+w $store; rm "$store/filter/$(entry 'filter 2')/selection.parquet"; build; row "deleted: selection of round 2"
f="$store/score/$(entry 'score 1')/scores.parquet"; chmod u+w "$f"; truncate -s -10 "$f"; build; row "truncated: scores of round 1"
f="$store/evaluate/$(entry 'evaluate 2')/evaluation.parquet"; chmod u+w "$f"; printf '\xff' | dd of="$f" bs=1 seek=100 conv=notrunc status=none; build; row "one byte flipped: evaluation of round 2"
build "rounds=4 evaluate.every=0"; row "rounds 2 -> 4, evaluated at the end only (policies 1 to 3 evicted)"
build "rounds=4 evaluate.every=0"; row "the same again"
build "rounds=4 evaluate.every=3"; row "evaluate.every=3: the policy of round 3 was evicted"
cp -r artifacts artifacts.copy; chmod -R u+w artifacts; rm -rf artifacts; mv artifacts.copy artifacts; build "rounds=4 evaluate.every=3"; row "the store copied, new timestamps"
build "rounds=6 evaluate.every=3"; row "rounds 4 -> 6"
