# SPDX-License-Identifier: GPL-2.0-or-later
# Statuses of all kinds.
for s in 0 1 2 127 128 255 256 -1; do (exit $s); echo "$s $?"; done
sh -c 'exit 300'; echo $?
sh -c 'kill -SEGV $$'; echo $?; sh -c 'kill -PIPE $$'; echo $?
sh -c 'f() { exit 6; }; f; echo never'; echo $?
sh -c 'false; exit'; echo $?
exit 42
