# SPDX-License-Identifier: GPL-2.0-or-later
# Options that change how a script runs.
sh -e -c 'false; echo never'; echo $?
sh -u -c 'echo $nothing; echo never'; echo $?
sh -n -c 'echo never'; echo $?
sh -x -c 'a=1; echo $a; [ $a = 1 ] && true'
sh -v -c 'echo v' 2>&1
sh -c 'set -e; if false; then :; fi; false || true; echo still; (false); echo never'; echo $?
sh -c 'set -a; X=exported; env' | grep ^X=
set -o | grep -c o
