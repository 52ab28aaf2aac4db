#!/bin/sh
# Usage: start_redis_queue.sh CONFIG USERS. Starts the server of a queue.
#
# Its user is made from the hash of the password in REDISCLI_AUTH, so that the password itself stands in no
# file and on no command line. Nobody can drop all data or change the server's settings over the network.
set -eu
: "${REDISCLI_AUTH:?the password must not be empty}"
umask 077
hash=$(printf %s "$REDISCLI_AUTH" | sha256sum)
printf 'user default on #%s ~* &* +@all -@admin -@dangerous +info\n' "${hash%% *}" > "$2"
exec redis-server "$1" --aclfile "$2"
