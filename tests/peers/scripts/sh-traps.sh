# SPDX-License-Identifier: GPL-2.0-or-later
# EXIT, signals to oneself, ignored and reset.
(trap 'echo bye' EXIT; echo in; exit 4); echo $?
sh -c 'trap "echo usr1" USR1; kill -USR1 $$; echo after'
sh -c 'trap "" TERM; kill -TERM $$; echo survived'
sh -c 'trap "echo no" TERM; trap - TERM; kill -TERM $$; echo never'; echo $?
sh -c 'trap "echo int; exit 9" INT; kill -INT $$; echo never'; echo $?
sh -c 'kill -KILL $$'; echo $?
sh -c 'trap "echo one" HUP; trap; trap "echo two" HUP; kill -HUP $$'
trap 'echo at the end $?' EXIT
(exit 6)
