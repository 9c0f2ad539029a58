#!/usr/bin/env bash
# The tiny experiment on two hosts that are network namespaces of this machine, with TCP between them, against one process; then with a store
# that the second host does not see. Run by hand, as root, where openmpi-bin and iproute2 are installed. The tools must be built.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d /tmp/empo-hosts-XXXXXX)
name=empo-$$
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
finish() { ip netns del "$name" 2> /dev/null || true; ip link del "e$$" 2> /dev/null || true; rm -rf "$folder"; }
trap finish EXIT

ip netns add "$name"
ip link add "e$$" type veth peer name eth0 netns "$name"
ip addr add 10.77.0.1/24 dev "e$$" && ip link set "e$$" up
ip -n "$name" addr add 10.77.0.2/24 dev eth0 && ip -n "$name" link set eth0 up && ip -n "$name" link set lo up
# In place of ssh: the second host is the namespace, with a name of its own and, where the file "hidden" names one, without that folder.
cat > "$folder/agent" <<AGENT
#!/bin/bash
shift
hidden=\$(cat $folder/hidden 2> /dev/null || true)
exec ip netns exec $name unshare -m -u sh -c 'hostname second; [ -z "\$0" ] || mount -t tmpfs none "\$0"; eval "\$1"' "\$hidden" "\$*"
AGENT
chmod +x "$folder/agent"

mkdir -p "$folder/project/experiments" "$folder/three"
cp -r "$repository"/{pipeline.proj,Empo.targets,Directory.Build.rsp,global.json,build} "$folder/project"
cp "$repository"/tests/experiments/tiny*.yaml "$folder/project/experiments"
printf '%s\n' --mca plm_rsh_agent "$folder/agent" --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
  --mca oob_tcp_if_include 10.77.0.0/24 > "$folder/arguments"
build() {
  (cd "$folder/project" && dotnet build pipeline.proj -p:EmpoTools="$repository/bin/cpu" -p:EmpoExperiment=experiments/tiny.yaml \
    "-p:EmpoSet=threads=1 rounds=1" "$@")
}
hosts=(-p:EmpoLauncher=mpirun -p:EmpoRanks=2 "-p:EmpoHosts=10.77.0.1:1 10.77.0.2:1" "-p:EmpoLauncherArguments=@$folder/arguments")
digests() { # every output that a manifest names, but the report's
  (cd "$1" && find . -name manifest.json -not -path './report/*' -exec grep -ho '"name": "[^"]*"\|"digest": "[^"]*"' {} + | sort)
}

echo "--- one process"; build -p:EmpoStore="$folder/one" | grep -E "error|Error|Elapsed"
echo "--- two hosts"; build -p:EmpoStore="$folder/two" "${hosts[@]}" | grep -E "ranks:|error|Error|Elapsed"
diff <(digests "$folder/one") <(digests "$folder/two") && echo "equal: $(digests "$folder/two" | wc -l) names and digests"
echo "--- two hosts, the second without the store"
echo "$folder/three" > "$folder/hidden"
build -p:EmpoStore="$folder/three" "${hosts[@]}" | grep -m1 -o "error EMPO.*"
