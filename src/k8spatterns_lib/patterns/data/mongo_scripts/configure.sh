#!/bin/sh
# Keeps mongosh at work on this member until the pod stops.
set -u
child=
# The first process of a container gets no signal that it does not ask for.
trap '[ -z "$child" ] || kill "$child" 2>/dev/null; exit 0' TERM INT
while :; do
  mongosh --nodb --norc --quiet --file "$CONFIG/configure.js" &
  child=$!
  wait "$child" || echo "mongosh ended with $?; it starts anew" >&2
  sleep 2 &
  child=$!
  wait "$child"
done
