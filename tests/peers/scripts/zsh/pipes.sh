# SPDX-License-Identifier: GPL-2.0-or-later
# Processes, multios, jobs.
seq 5 | tail -n 2; echo both >x >y; cat x y; cat <x <y; (sleep 0.1; echo late) & wait; echo $?; sleep 50 & kill $!; wait $! 2>/dev/null; echo $?; false | true; echo $? $pipestatus; cat <<<here; echo a | read v; echo $v; { echo o; echo e >&2 } 2>&1 | sort; exec 3>z; echo to z >&3; exec 3>&-; cat z; cat =(echo temporary)
