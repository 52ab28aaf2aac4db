#!/bin/sh
# Succeeds as long as the time in the file, in seconds since 1970, is not over. Usage: fresh.sh FILE
{ read -r until <"$1"; } 2>/dev/null && [ "$(date +%s)" -le "$until" ]
