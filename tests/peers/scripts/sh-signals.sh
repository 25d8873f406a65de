# SPDX-License-Identifier: GPL-2.0-or-later
# A handler runs between commands, sleep and wait end early.
trap 'echo usr1' USR1
me=$$
(sleep 0.2; kill -USR1 $me) &
wait; echo "wait gave $?"
wait; echo "then $?"
(sleep 0.1; kill -USR1 $me) & sleep 0.4; echo slept
trap 'n=$((n + 1))' USR2
for i in 1 2 3 4 5; do kill -USR2 $$; done; echo $n
