# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of busybox called by it.
echo one two
seq 3
-cd /
expr 6 '*' 7
sh -c 'exit 3'
uname -s
nosuchprogram x
date -u -d @0
printf '%s-%s\n' a b
