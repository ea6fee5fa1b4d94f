#!/bin/sh
# 基础备份：整个数据库集群的一份，连同核对清单；恢复到任一时刻从它开始。由 postgres 账户运行，每周一次。
# 用法：base-backup.sh <放基础备份的目录> [pg_basebackup 的其他参数，如 -h /run/workbench-postgres]
set -eu
to=$1
shift
umask 077
name=base-$(date -u +%Y%m%dT%H%M%SZ)
draft=$to/.$name
trap 'rm -rf "$draft"' EXIT
mkdir -p "$to"
pg_basebackup --pgdata="$draft" --wal-method=stream --checkpoint=fast --manifest-checksums=SHA256 "$@"
pg_verifybackup --quiet "$draft"
mv "$draft" "$to/$name"
sync "$to"
echo "$to/$name"
