#!/bin/sh
# Before the pod stops: a master hands its role to a replica that has all its writes.
#
# Does nothing on a replica. Gives up after HAND_OVER_SECONDS, or at once if there is no
# replica; then the sentinels do without its help what they do when a master dies.
set -u
SCRIPTS=$(dirname "$0")
. "$SCRIPTS/redis_set.sh"

deadline=$(($(date +%s) + ${HAND_OVER_SECONDS:-30}))
myself=$(host_of "$ME")

replication() {
  ask "$LOCAL" "$REDIS_PORT" INFO replication
}

has_replica() {
  [ "$(replication | field connected_slaves)" != 0 ]
}

in_time() {
  [ "$(date +%s)" -lt "$deadline" ]
}

# behind OFFSET: how many replicas at work lack writes up to OFFSET; "none" without any at work.
behind() {
  replication | tr ',' ' ' | awk -v wanted="$1" '
    /^slave[0-9]+:/ && / state=online / {
      online++
      for (i = 1; i <= NF; i++) if ($i ~ /^offset=/ && substr($i, 8) + 0 < wanted + 0) count++
    }
    END { print online ? count + 0 : "none" }'
}

# master_of N: the name of the master that the sentinel of pod N knows.
master_of() {
  ask "$(host_of "$1")" "$SENTINEL_PORT" SENTINEL GET-MASTER-ADDR-BY-NAME "$SET_NAME" | head -n 1
}

# fail_over: let the sentinel of another pod choose a master; this pod's own may stop any moment.
# Not while another change is under way: two at once, by two sentinels, undo each other.
fail_over() {
  ! knowledge | grep -q failover_in_progress || return 1
  for pod in $(pods); do
    [ "$pod" != "$ME" ] || continue
    case $(ask "$(host_of "$pod")" "$SENTINEL_PORT" SENTINEL FAILOVER "$SET_NAME") in
      OK)
        asked=$pod
        return 0
        ;;
    esac
  done
  return 1
}

[ "$(replication | field role)" = master ] || exit 0
has_replica || { say "no replica to hand over to"; exit 0; }

# No write is taken any more: there can not be so many replicas. Replicas and sentinels go on.
usual=$(ask "$LOCAL" "$REDIS_PORT" CONFIG GET min-replicas-to-write | tail -n 1)
trap 'ask "$LOCAL" "$REDIS_PORT" CONFIG SET min-replicas-to-write "$usual" > /dev/null' EXIT
ask "$LOCAL" "$REDIS_PORT" CONFIG SET min-replicas-to-write "$REPLICAS" > /dev/null
written=$(replication | field master_repl_offset)
until [ "$(behind "$written")" = 0 ]; do
  in_time || { say "no replica caught up in time"; exit 0; }
  has_replica || { say "the replicas are gone"; exit 0; }
  sleep 1
done
until fail_over; do
  in_time || { say "no sentinel could find another master"; exit 0; }
  has_replica || { say "the replicas are gone"; exit 0; }
  sleep 1
done
while [ "$(replication | field role)" = master ]; do
  in_time || { say "the sentinels did not switch in time"; exit 0; }
  master=$(master_of "$asked")
  # The sentinels would tell it some seconds later; until then two servers would answer as master.
  [ "${master:-$myself}" = "$myself" ] || ask "$LOCAL" "$REDIS_PORT" REPLICAOF "$master" "$REDIS_PORT" > /dev/null
  sleep 0.2
done
say "handed over to $(replication | field master_host)"
