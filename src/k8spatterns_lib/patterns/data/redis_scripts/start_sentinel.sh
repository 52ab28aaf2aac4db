#!/bin/sh
# Finds out which master this pod's sentinel watches, and becomes the sentinel.
#
# What it must remember is on the claim: the master and the epochs. All else is written anew
# at each start, so a changed quorum, password or number of pods counts, and pods that are gone
# are forgotten. All pods know each other from the start: each can be a replica, and the id of
# a sentinel is the hash of its name. So a majority is always one of all pods, and a master
# that dies before the sentinels have met leaves no set behind that can not elect.
set -eu
SCRIPTS=$(dirname "$0")
. "$SCRIPTS/redis_set.sh"

MEMORY=$DATA/sentinel/sentinel.conf
empty=
trap '[ -z "$empty" ] || kill "$empty"; exit 0' TERM INT

id_of() {
  printf '%s' "$1" | sha1sum | cut -c 1-40
}

# remembered WORD: the values of the lines `sentinel WORD ...` of the last run.
remembered() {
  [ ! -e "$MEMORY" ] || sed -n "s/^sentinel $1 //p" "$MEMORY"
}

# basics: what a sentinel needs that watches nothing yet.
basics() {
  cat "$SCRIPTS/sentinel.conf"
  echo "dir $DATA/sentinel"
  echo "sentinel announce-ip $(host_of "$ME")"
  echo "sentinel myid $(id_of "$(host_of "$ME")")"
  printf 'requirepass %s\n' "$(quoted "$REDISCLI_AUTH")"
}

# watching MASTER: all that the sentinel needs to watch MASTER with the others.
watching() {
  basics
  echo "sentinel monitor $SET_NAME $1 $REDIS_PORT $QUORUM"
  while read -r setting value; do
    echo "sentinel $setting $SET_NAME $value"
  done < "$SCRIPTS/sentinel.settings"
  printf 'sentinel auth-pass %s %s\n' "$SET_NAME" "$(quoted "$REDISCLI_AUTH")"
  for pod in $(pods); do
    host=$(host_of "$pod")
    [ "$host" = "$1" ] || echo "sentinel known-replica $SET_NAME $host $REDIS_PORT"
    [ "$pod" = "$ME" ] || echo "sentinel known-sentinel $SET_NAME $host $SENTINEL_PORT $(id_of "$host")"
  done
  remembered current-epoch | sed 's/^/sentinel current-epoch /'
  for epoch in config-epoch leader-epoch; do
    remembered "$epoch" | sed "s/^[^ ]*/sentinel $epoch $SET_NAME/"
  done
}

# ask_around: find the master while a sentinel without one answers the other pods that this
# one knows of none. A claim with data but without memory must not pass for an empty one: it
# says nothing.
ask_around() {
  if [ -e "$HOLDS_DATA" ]; then
    say "the claim holds data, but no memory of a master: asking the others"
  else
    basics > "$MEMORY.empty"
    redis-server "$MEMORY.empty" --sentinel &
    empty=$!
  fi
  until [ -n "$master" ]; do
    verdict=$(verdict no)
    case $verdict in
      follow\ *) master=${verdict#follow } ;;
      start | lead | yield) master=$(host_of "$ME") ;;
      *) sleep 1 ;;
    esac
  done
  [ -z "$empty" ] || { kill "$empty"; wait "$empty" || true; }
}

umask 077
mkdir -p "$DATA/sentinel" "$DATA/redis"
master=$(remembered monitor | cut -d ' ' -f 2)
verdict=
[ -n "$master" ] || ask_around
watching "$master" > "$MEMORY.new"
sync "$MEMORY.new" 2>/dev/null || sync
mv "$MEMORY.new" "$MEMORY"
# Whoever starts a set holds its data, though there is none yet; a second start is remembered by the line above.
[ "$verdict" != start ] || remember_data
exec redis-server "$MEMORY" --sentinel
