#!/bin/sh
# Readiness. `ready.sh redis`: it can be read, and could be the master. `ready.sh sentinel`: it knows the master.
set -u
SCRIPTS=$(dirname "$0")
. "$SCRIPTS/redis_set.sh"

case $1 in
  redis) in_sync && [ -e "$HOLDS_DATA" ] ;;
  sentinel) knows_master ;;
esac
