# SPDX-License-Identifier: GPL-2.0-or-later
# Background jobs, wait, their status.
mkfifo p; (read x <p; echo slow) & (echo fast); echo >p; wait; echo done; rm p
false & wait $!; echo $?
(exit 12) & p=$!; true; wait $p 2>/dev/null; echo $?
for i in 1 2 3; do (sleep 0.$i; echo $i >job$i) & done; wait; cat job1 job2 job3
sleep 100 & p=$!; kill $p; wait $p 2>/dev/null; echo $?
sleep 100 & p=$!; kill -9 $p; wait $p 2>/dev/null; echo $?
wait 99999; echo $?
(sleep 0.1 & wait; echo inner) & wait; echo outer
