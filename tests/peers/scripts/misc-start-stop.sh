# SPDX-License-Identifier: GPL-2.0-or-later
# A daemon started, found and stopped.
start-stop-daemon -S -b -m -p pid -a sleep -x /proc/self/exe -- 50; echo $?; until [ -s pid ]; do usleep 1000; done; start-stop-daemon -S -t -p pid -x /proc/self/exe >/dev/null; echo $?; start-stop-daemon -K -p pid | sed 's/[0-9]*)/N)/'; start-stop-daemon -S -a true -x /proc/self/exe; echo $?; rm -f pid
