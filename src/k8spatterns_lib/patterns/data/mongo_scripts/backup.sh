#!/bin/sh
# Dumps the whole set into one archive, and keeps the newest ones.
set -eu
umask 077
archive="$BACKUPS/$NAME-$(date -u +%Y%m%dT%H%M%SZ).archive.gz"
trap 'rm -f "$archive.partial" "$RUN/mongodump.yaml"' EXIT
trap 'exit 143' TERM INT

# A password on the command line could be read by others; in YAML, '' stands for one '.
printf "password: '%s'\n" "$(sed "s/'/''/g" "$PASSWORD_FILE")" >"$RUN/mongodump.yaml"

# --oplog: all of it as it was at one moment, the end of the dump.
mongodump --config="$RUN/mongodump.yaml" --host="$HOSTS" --username="$BACKUP_USER" --authenticationDatabase=admin \
  --readPreference=secondaryPreferred --oplog --gzip --archive="$archive.partial" &
wait $!
sync "$archive.partial"
mv "$archive.partial" "$archive"
echo "$archive: $(wc -c <"$archive") bytes"

# Names sort by time. Old ones go only after a new one is whole.
ls -1 "$BACKUPS/$NAME"-*.archive.gz | sort -r | tail -n +"$((KEEP + 1))" | while read -r old; do
  rm -f "$old"
  echo "$old: removed"
done
