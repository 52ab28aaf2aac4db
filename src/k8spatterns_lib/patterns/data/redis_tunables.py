"""The settings of Redis that a user may give: those that tune a server and decide nothing else.

Names, ports, persistence, replication roles and access are decided by the pattern.

Source: Redis 7.0, `CONFIG GET *`.
"""

from typing import Final

_NAMES: Final = """
active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes active-defrag-max-scan-fields
active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort activedefrag activerehashing
aof-rewrite-incremental-fsync aof-timestamp-enabled appendfsync auto-aof-rewrite-min-size
auto-aof-rewrite-percentage busy-reply-threshold client-output-buffer-limit client-query-buffer-limit databases
disable-thp dynamic-hz hash-max-listpack-entries hash-max-listpack-value hll-sparse-max-bytes hz io-threads
io-threads-do-reads jemalloc-bg-thread latency-monitor-threshold latency-tracking
latency-tracking-info-percentiles lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del
lazyfree-lazy-user-del lazyfree-lazy-user-flush lfu-decay-time lfu-log-factor list-compress-depth
list-max-listpack-size loglevel maxclients maxmemory maxmemory-clients maxmemory-eviction-tenacity
maxmemory-policy maxmemory-samples no-appendfsync-on-rewrite notify-keyspace-events proto-max-bulk-len
rdb-save-incremental-fsync rdbchecksum rdbcompression repl-backlog-size repl-backlog-ttl
repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync repl-diskless-sync-delay
repl-diskless-sync-max-replicas repl-ping-replica-period repl-timeout replica-ignore-maxmemory
replica-lazy-flush replica-serve-stale-data sanitize-dump-payload set-max-intset-entries slowlog-log-slower-than
slowlog-max-len stream-node-max-bytes stream-node-max-entries tcp-backlog tcp-keepalive timeout
tracking-table-max-keys zset-max-listpack-entries zset-max-listpack-value
"""
TUNABLES: Final = frozenset(_NAMES.split())
