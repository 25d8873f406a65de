# SPDX-License-Identifier: GPL-2.0-or-later
# Programs that last too long.
timeout 0.2 sleep 5; echo $?; timeout 5 echo quick; timeout -s KILL 0.2 sleep 5; echo $?; timeout 9 false; echo $?; timeout 9 nosuch; echo $?; timeout; echo $?; timeout 1 sh -c 'trap "echo caught; exit 3" TERM; while :; do usleep 10000; done'; echo $?
