# SPDX-License-Identifier: GPL-2.0-or-later
# What comes from the file of events is what acpid acts on; with all its descriptors in use, by rm.
mkdir -p conf/PWRF; mkfifo events; cp /proc/self/exe busybox; action=conf/PWRF/00000080; echo '#!../busybox rm' >$action; chmod +x $action
ulimit -n 32; exec 3<>events; echo 'button/power PWRF 00000080 00000000' >&3; acpid -f -c conf -e ../events -l log & until [ ! -e $action ]; do usleep 10000; done
kill $!; wait $! 2>/dev/null; echo $?; cat log; ls; acpid -f -l log -c nothere; echo $?; rm -r conf events busybox
