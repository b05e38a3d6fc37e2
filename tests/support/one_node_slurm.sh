#!/usr/bin/env bash
# A Slurm of one node in a folder of its own, for one command: one_node_slurm.sh FOLDER COMMAND
# Its daemons, key, ports and logs are its own, and end with it. Must be root, as Slurm's node daemon is.
set -euo pipefail
folder=$(realpath "$1") command=$2
node=$(hostname -s)
mkdir -p "$folder/state" "$folder/spool"
chmod 755 "$folder"

# Waits for each to end: what it still writes lies in the folder that the caller removes.
stop() {
  for daemon in slurmd slurmctld munged; do
    [ -s "$folder/$daemon.pid" ] || continue
    pid=$(cat "$folder/$daemon.pid")
    kill "$pid" 2> /dev/null || continue
    for ((try = 0; try < 200; ++try)); do
      kill -0 "$pid" 2> /dev/null || break
      sleep 0.05
    done
  done
}
trap stop EXIT

head -c 1024 /dev/urandom > "$folder/munge.key"
chmod 400 "$folder/munge.key"
munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" 2> "$folder/munged.err"

# Ports that nobody else on the machine has asked for at the same moment.
port=$((20000 + $$ % 20000))
cat > "$folder/slurm.conf" << CONF
ClusterName=one
SlurmctldHost=$node
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
SlurmctldPort=$port
SlurmdPort=$((port + 1))
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1
NodeName=$node CPUs=$(nproc)
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF"
for ((try = 0; try < 100; ++try)); do
  [ "$(sinfo --noheader --format=%T 2> /dev/null || true)" = idle ] && break
  sleep 0.1
done
bash -c "$command"
