#!/bin/sh
# Starts mongod once it can find itself, with a key file that it accepts.
set -eu
trap 'exit 143' TERM INT

# What was said of the server before this one does not hold any more.
rm -f "$RUN/ready"

# mongod wants the key file to be its own and closed to all others; a Secret's files belong
# to root and are open to the pod's group.
umask 077
cp "$KEYFILE" "$RUN/keyfile.new"
chmod 400 "$RUN/keyfile.new"
mv -f "$RUN/keyfile.new" "$RUN/keyfile"

# A member that does not find itself in the configuration when it starts takes itself for
# removed. The name of a new pod, or its new address, may reach the name server late.
said=
until getent ahosts "$MEMBER_HOST" | cut -d ' ' -f 1 | grep -qxF "$POD_IP"; do
  [ -n "$said" ] || echo "waiting until $MEMBER_HOST leads to $POD_IP" >&2
  said=yes
  sleep 1
done
exec mongod --config "$CONFIG/mongod.conf"
