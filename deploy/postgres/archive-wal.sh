#!/bin/sh
# archive_command：把一段写前日志放进归档；要么完整在那里，要么不在。同名而内容不同的拒绝，不覆盖。
# 用法：archive-wal.sh <日志路径 %p> <文件名 %f> <归档目录>
set -eu
source=$1
target=$3/$2
umask 077
if [ -e "$target" ]; then
    cmp -s "$source" "$target" && exit 0
    echo "归档里已有内容不同的 $2，没有覆盖" >&2
    exit 1
fi
draft=$3/.$2.$$
trap 'rm -f "$draft"' EXIT
cp "$source" "$draft"
sync "$draft"
mv "$draft" "$target"
sync "$3"
