# SPDX-License-Identifier: GPL-2.0-or-later
# What a process's links in /proc lead to.
mkdir d; echo inside >d/f; cd d; cat /proc/self/cwd/f; ls -l /proc/self/cwd | sed 's/.*place/place/'
cat /proc/self/root/proc/self/cwd/f; (cd /proc/self/cwd && pwd); readlink /proc/self/exe | sed 's/.*\///'
sh -c 'cp f g; mv f h; cat /proc/self/cwd/h'; ls /proc/self/cwd; readlink /proc/self/cwd/nothing; echo $?
