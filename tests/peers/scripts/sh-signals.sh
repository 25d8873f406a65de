# SPDX-License-Identifier: GPL-2.0-or-later
# A handler runs between commands, wait ends early.
trap 'echo usr1' USR1
me=$$
(until grep -q '^State:.S' /proc/$me/status; do :; done; kill -USR1 $me) &
wait; echo "wait gave $?"
wait; echo "then $?"
(kill -USR1 $me; : >sent) & sh -c 'until [ -e sent ]; do usleep 1000; done'; echo slept; rm sent
trap 'n=$((n + 1))' USR2
for i in 1 2 3 4 5; do kill -USR2 $$; done; echo $n
