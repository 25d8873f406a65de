# SPDX-License-Identifier: GPL-2.0-or-later
# Background, waits, traps, a coprocess, of whose end the first `jobs` after it may speak or not.
(exit 3) & wait $!; echo $?; mkfifo p; (read x <p) & (exit 5) & wait -n; echo $?; echo >p; wait; echo $?; rm p; trap 'echo usr1' USR1; kill -USR1 $$; trap 'echo term' TERM; (sleep 0.1; kill -TERM $$) & sleep 0.3; wait
coproc { while read x; do echo $((x * 2)); done; }; echo 21 >&${COPROC[1]}; read r <&${COPROC[0]}; echo $r; eval "exec ${COPROC[1]}>&-"; wait; jobs >/dev/null; sleep 50 & kill $!; wait $! 2>/dev/null; echo $?; jobs; ulimit -n 50; ulimit -n; echo $BASH_SUBSHELL $(echo $BASH_SUBSHELL); { time -p true; } 2>/dev/null
for i in 1 2 3; do { sleep 0.$i; echo $i >job$i; } & done; wait; cat job?; $BASH -c 'exit 4'; echo $?
