#!/usr/bin/env bash
# Two users of one group share a store, both with umask 022: each finds what the other made, adds to it, and prunes it.
# Run by hand as root, after a build of the repository: sudo tests/two-users.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
shared=$(mktemp -d)
groupadd -f empo-team
for user in empo-one empo-two; do id "$user" > /dev/null 2>&1 || useradd -m -G empo-team "$user"; done
trap 'rm -rf "$shared"; userdel -r empo-one; userdel -r empo-two; groupdel empo-team' EXIT 2> /dev/null
chgrp empo-team "$shared"
chmod 2770 "$shared"

build() { # user, further arguments
  local user=$1
  shift
  runuser -u "$user" -- bash -c '
    umask 022
    export HOME=$(getent passwd "$(id -un)" | cut -d: -f6) DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    mkdir -p ~/project/experiments && cd ~/project
    cp "$1"/tests/experiments/tiny*.yaml experiments/
    cp -r "$1"/{Empo.targets,build,pipeline.proj,Directory.Build.rsp} .
    dotnet build pipeline.proj -nodeReuse:false -p:EmpoTools="$1/bin/cpu" -p:EmpoExperiment=experiments/tiny.yaml -p:EmpoStore="$2/store" "${@:3}"
  ' _ "$root" "$shared" "$@" | grep -E 'error|stages are|entries|Build (succeeded|FAILED)'
}

echo '--- one builds';                      build empo-one
echo '--- two finds it';                    build empo-two
echo '--- two adds another seed';           build empo-two -p:EmpoSet=seed=3
echo '--- one goes on with it';             build empo-one -p:EmpoSet='seed=3 rounds=3'
echo '--- one prunes what two made';        build empo-one -t:Prune -p:EmpoDryRun=false -p:EmpoKeepDays=0
