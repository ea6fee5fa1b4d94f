#!/bin/sh
# 恢复到某一时刻：用一份基础备份和归档的写前日志，在空目录里造一个数据目录；启动后它重做到那一刻，然后可写。
# 原来的集群不动；核对无误后再由管理员换用。时刻写成 '2026-11-22 14:30:00+08'，须晚于基础备份做完的时候。
# 用法：restore-to-time.sh <基础备份> <归档目录> <空的数据目录> <时刻>
set -eu
base=$1
archive=$2
data=$3
moment=$4
umask 077
if [ -e "$data" ] && [ -n "$(ls -A "$data")" ]; then
    echo "$data 不是空目录，没有恢复" >&2
    exit 1
fi
pg_verifybackup --quiet "$base"
mkdir -p "$data"
cp -a "$base/." "$data/"
chmod 700 "$data"
cat >> "$data/postgresql.auto.conf" <<END
# restore-to-time.sh
restore_command = 'cp "$archive/%f" "%p"'
recovery_target_time = '$moment'
recovery_target_action = 'promote'
archive_mode = off
END
touch "$data/recovery.signal"
echo "$data 已备好；启动后恢复到 $moment：pg_ctl -D $data -w start"
