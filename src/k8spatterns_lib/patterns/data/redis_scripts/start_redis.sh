#!/bin/sh
# Finds out whether this pod leads or follows, and becomes the Redis server.
set -eu
SCRIPTS=$(dirname "$0")
. "$SCRIPTS/redis_set.sh"

RUN=${RUN:-/run/redis}
PATIENCE_SECONDS=${PATIENCE_SECONDS:-20}
trap 'exit 0' TERM INT

# on_disk: what was received is written: no file is under way, none is due, and the last one was good.
on_disk() {
  info=$(ask "$LOCAL" "$REDIS_PORT" INFO persistence) || return 1
  printf '%s\n' "$info" | awk -F : '
    /^aof_(rewrite_in_progress|rewrite_scheduled):/ && $2 != 0 { bad = 1 }
    /^aof_last_bgrewrite_status:/ { seen = 1; if ($2 != "ok") bad = 1 }
    END { exit bad || !seen }'
}

# become_electable: sentinels promote no server of priority 0. One whose claim was empty gets
# another only once it is in sync, so that it never wins over one that has the data.
become_electable() {
  until in_sync && on_disk && knows_master; do
    sleep 1
  done
  remember_data
  until [ "$(ask "$LOCAL" "$REDIS_PORT" CONFIG SET replica-priority 100)" = OK ]; do
    sleep 1
  done
  say "in sync: this pod holds the data now"
}

# serve [MASTER]: become the server, a replica where a master is given.
serve() {
  umask 077
  {
    cat "$SCRIPTS/redis.conf"
    echo "dir $DATA/redis"
    echo "replica-announce-ip $(host_of "$ME")"
    printf '%s %s\n' requirepass "$(quoted "$REDISCLI_AUTH")"
    printf '%s %s\n' masterauth "$(quoted "$REDISCLI_AUTH")"
    [ -e "$HOLDS_DATA" ] || echo "replica-priority 0"
    [ -z "${1:-}" ] || echo "replicaof $1 $REDIS_PORT"
  } > "$RUN/redis.conf"
  [ -e "$HOLDS_DATA" ] || become_electable &
  exec redis-server "$RUN/redis.conf"
}

# nobody_holds_data: each other pod runs as a replica that never was in sync.
nobody_holds_data() {
  for pod in $(pods); do
    [ "$pod" != "$ME" ] || continue
    info=$(ask "$(host_of "$pod")" "$REDIS_PORT" INFO replication) || return 1
    [ "$(printf '%s\n' "$info" | field slave_priority)" = 0 ] || return 1
  done
}

mkdir -p "$DATA/redis"
began=$(date +%s)
said=
while :; do
  late=no
  [ $(($(date +%s) - began)) -lt "$PATIENCE_SECONDS" ] || late=yes
  verdict=$(verdict "$late")
  [ "$verdict" = "$said" ] || say "$verdict"
  said=$verdict
  case $verdict in
    lead) serve ;;
    follow\ *) serve "${verdict#follow }" ;;
    yield)
      if nobody_holds_data; then
        say "no pod holds any data: nothing can be lost"
        remember_data
        serve
      fi
      ;;
  esac
  sleep 1
done
