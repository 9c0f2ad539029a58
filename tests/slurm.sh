#!/usr/bin/env bash
# The tiny experiment under Slurm: two virtual nodes on this host, one rank on each, against one process. Run by hand, as root, where
# slurm-wlm, munge and openmpi-bin are installed and no other Slurm runs. The tools must be built (dotnet build Empo.Pipeline.sln).
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d /tmp/empo-slurm-XXXXXX)
chmod 755 "$folder"
host=$(hostname -s)
export SLURM_CONF=$folder/slurm.conf MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

finish() {
  [ -f "$folder/pids" ] && kill $(cat "$folder/pids") 2> /dev/null || true
  [ -f "$folder/keep" ] || rm -rf "$folder"
}
trap finish EXIT

# --- the cluster
mkdir -p /run/munge "$folder"/state "$folder"/tmp.n1 "$folder"/tmp.n2 "$folder"/spool.n1 "$folder"/spool.n2
chown munge: /run/munge
[ -f /etc/munge/munge.key ] || { dd if=/dev/urandom bs=1 count=1024 of=/etc/munge/munge.key 2> /dev/null; chown munge: /etc/munge/munge.key; chmod 400 /etc/munge/munge.key; }
pgrep -x munged > /dev/null || { runuser -u munge -- munged; pgrep -x munged >> "$folder/pids"; }
cat > "$SLURM_CONF" <<CONF
ClusterName=empo
SlurmctldHost=$host
SlurmUser=root
AuthType=auth/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
TmpFS=$folder/tmp.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ReturnToService=2
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=17001 CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=17002 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES State=UP OverSubscribe=FORCE:4
CONF
slurmctld -D > /dev/null 2>&1 & echo $! >> "$folder/pids"
for node in n1 n2; do slurmd -D -N $node > /dev/null 2>&1 & echo $! >> "$folder/pids"; done
for _ in $(seq 60); do [ "$(sinfo -h -o %t 2> /dev/null | sort -u)" = idle ] && break; sleep 0.5; done
sinfo

# --- the project
mkdir "$folder/project"
cp -r "$repository"/{pipeline.proj,Empo.targets,Directory.Build.rsp,global.json,build} "$folder/project"
mkdir "$folder/project/experiments"
cp "$repository"/tests/experiments/tiny*.yaml "$folder/project/experiments"
build() {
  (cd "$folder/project" && dotnet build pipeline.proj -p:EmpoTools="$repository/bin/cpu" -p:EmpoExperiment=experiments/tiny.yaml \
    "-p:EmpoSet=threads=1 rounds=1" "$@")
}
digests() { # every output that a manifest names, but the report's
  (cd "$1" && find . -name manifest.json -not -path './report/*' -exec grep -ho '"name": "[^"]*"\|"digest": "[^"]*"' {} + | sort)
}

echo "--- one process"; build -p:EmpoStore="$folder/one" | tail -4
echo "--- two ranks under srun"; build -p:EmpoStore="$folder/two" -p:EmpoLauncher=srun -p:EmpoRanks=2 -p:EmpoLauncherArguments=-N2 \
  | grep -E "ranks:|error|Warn|Error|Elapsed"
grep "ranks:" "$folder"/project/artifacts/tiny/logs/build.log || true
diff <(digests "$folder/one") <(digests "$folder/two") && echo "equal: $(digests "$folder/two" | wc -l) names and digests"

echo "--- srun is killed"
build -p:EmpoStore="$folder/three" -p:EmpoLauncher=srun -p:EmpoRanks=2 -p:EmpoLauncherArguments=-N2 \
  "-p:EmpoSet=threads=1 pretrain.steps=1000000" > "$folder/killed.log" 2>&1 & job=$!
until [ "$(pgrep -fc "Empo.Stages.dll rank --logs $folder" || true)" -ge 4 ]; do sleep 0.2; done
sleep 3
begun=$(date +%s)
pkill -KILL -P "$(pgrep -f "Empo.Stages.dll serve.*$folder" | head -1)" srun || true
wait $job || true
grep -m1 -o "error EMPO[^.]*" "$folder/killed.log"
while pgrep -f "Empo.Stages.dll rank --logs $folder" > /dev/null || [ "$(squeue -h | wc -l)" -gt 0 ]; do sleep 0.2; done
echo "no rank and no job left after $(($(date +%s) - begun)) s"

echo "--- the build is killed"
build -p:EmpoStore="$folder/four" -p:EmpoLauncher=srun -p:EmpoRanks=2 -p:EmpoLauncherArguments=-N2 \
  "-p:EmpoSet=threads=1 pretrain.steps=1000000" > "$folder/killed.log" 2>&1 &
until [ "$(pgrep -fc "Empo.Stages.dll rank --logs $folder" || true)" -ge 4 ]; do sleep 0.2; done
sleep 3
begun=$(date +%s)
kill -KILL "$(pgrep -f "dotnet build pipeline.proj.*$folder/four" | head -1)"
while pgrep -f "Empo.Stages.dll rank --logs $folder" > /dev/null || [ "$(squeue -h | wc -l)" -gt 0 ]; do sleep 0.2; done
echo "no rank and no job left after $(($(date +%s) - begun)) s"
