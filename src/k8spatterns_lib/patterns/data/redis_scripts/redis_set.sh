# What the scripts of a Redis pod share; each of them reads this file with `.`.
#
# Environment: POD_NAME, POD_NAMESPACE, CLUSTER_DOMAIN; NODES (the headless Service), REPLICAS
# (how many pods), SET_NAME (what Sentinel calls the set); REDISCLI_AUTH (the password, which
# redis-cli reads by itself, so that it stands on no command line).
#
# For the shells of the official images, Debian's dash and Alpine's busybox: POSIX, nothing more.

REDIS_PORT=6379
SENTINEL_PORT=26379
DATA=${DATA:-/data}
LOCAL=127.0.0.1

# The number of this pod: 2 of redis-2.
ME=${POD_NAME##*-}
# There while this claim holds the data of the set: it was in sync with a master once, or began the
# set. It is made only after this pod's sentinel remembers the set.
HOLDS_DATA=$DATA/redis/holds-data

say() {
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $*" >&2
}

# host_of N: the name of pod N, the same wherever and however often it starts.
host_of() {
  echo "${POD_NAME%-*}-$1.$NODES.$POD_NAMESPACE.svc.$CLUSTER_DOMAIN"
}

# pods: the numbers of all pods, one a line.
pods() {
  awk -v replicas="$REPLICAS" 'BEGIN { for (pod = 0; pod < replicas; pod++) print pod }'
}

# quoted TEXT: the text as the configuration of Redis reads it back, whatever is in it. It is printed
# with printf: some shells' echo reads backslashes.
quoted() {
  printf '%s.' "$1" | sed -e 's/[\\"]/\\&/g' -e 's/$/\\n/' | tr -d '\n' | sed -e 's/\.\\n$//' -e 's/.*/"&"/'
}

# ask HOST PORT COMMAND...: the answer; fails if there is none within two seconds.
# Without a command, redis-cli reads commands from standard input.
ask() {
  host=$1 port=$2
  shift 2
  answer=$(timeout 2 redis-cli -h "$host" -p "$port" "$@" 2>/dev/null) || return 1
  printf '%s\n' "$answer" | tr -d '\r'
}

# field NAME: the value of NAME in the answer to INFO on standard input.
field() {
  sed -n "s/^$1://p"
}

# in_sync: this Redis is a master, or a replica that has all that its master has.
in_sync() {
  info=$(ask "$LOCAL" "$REDIS_PORT" INFO) || return 1
  [ "$(printf '%s\n' "$info" | field loading)" = 0 ] || return 1
  case $(printf '%s\n' "$info" | field role) in
    master) return 0 ;;
    slave) [ "$(printf '%s\n' "$info" | field master_link_status)" = up ] ;;
    *) return 1 ;;
  esac
}

# knowledge_of N: what the sentinel of pod N knows, in one line: `N silent`, `N empty`, or
# `N knows EPOCH HOST FLAGS`. An error is no answer: only a list without masters is an empty one.
knowledge_of() {
  host=$(host_of "$1")
  [ "$1" != "$ME" ] || host=$LOCAL
  known=$(ask "$host" "$SENTINEL_PORT" SENTINEL MASTERS) || { echo "$1 silent"; return; }
  printf '%s\n' "$known" | awk -v pod="$1" '
    NR % 2 { key = $0; next }
    { value[key] = $0 }
    END {
      if (NR == 1 && key == "") print pod, "empty"
      else if (value["ip"] != "" && value["config-epoch"] != "")
        print pod, "knows", value["config-epoch"], value["ip"], value["flags"]
      else print pod, "silent"
    }'
}

# knows_master: this pod's sentinel watches a master, and so remembers it on the claim.
knows_master() {
  knowledge_of "$ME" | grep -q ' knows '
}

# knowledge: what the sentinels of all pods know, a line for each.
knowledge() {
  for pod in $(pods); do
    knowledge_of "$pod"
  done
}

# decide N HOST REPLICAS HOLDS LATE: what pod N, called HOST, is to do, by what the sentinels know.
#
# Reads `knowledge` from standard input. HOLDS is "yes" if its claim holds data, LATE is "yes"
# once it has waited long enough for sentinels that are silent. Says one of:
#   start          begin a new set: nobody knows of one, all pods said so, and this is the lowest
#   lead           be the master: the sentinels say so, and the data is here
#   yield          the sentinels say so, but the data is not here: let them choose another
#   follow HOST    be a replica of HOST
#   wait REASON
#
# The sentinels remember the set on their claims. The master of the highest epoch counts, but
# less than a majority does not know for sure what it is, unless nobody is left to ask. While
# some are silent, a majority that sees the master at work is enough; else they get some time,
# for the newest epoch may be known to them alone.
decide() {
  awk -v pod="$1" -v host="$2" -v replicas="$3" -v holds="$4" -v late="$5" '
    $2 == "empty" { empty++ }
    $2 == "knows" {
      known++
      if (best == "" || $3 + 0 > epoch) { best = $4; epoch = $3 + 0 }
      if ($5 == "master") at_work[$4]++
      if ($5 ~ /failover_in_progress/) electing = 1
    }
    END {
      majority = int(replicas / 2) + 1
      everyone = known + empty == replicas
      heard = known + empty " of " replicas " sentinels answer, " known + 0 " know a master"
      if (!known && everyone && pod == 0) print "start"
      else if (!known && everyone) print "wait for pod 0 to begin the set"
      else if (!everyone && known < majority) print "wait: " heard
      else if (!everyone && late != "yes" && at_work[best] < majority) print "wait a while: " heard
      else if (best != host) print "follow", best
      else if (electing) print "wait for the failover that is under way"
      else if (holds == "yes") print "lead"
      else print "yield"
    }'
}

# verdict LATE: what `decide` says for this pod now.
verdict() {
  holds=no
  [ ! -e "$HOLDS_DATA" ] || holds=yes
  knowledge | decide "$ME" "$(host_of "$ME")" "$REPLICAS" "$holds" "$1"
}

# remember_data: note on the claim that it holds the data of the set, and keep the note if the node dies.
remember_data() {
  : > "$HOLDS_DATA"
  sync "$HOLDS_DATA" 2>/dev/null || sync
}
