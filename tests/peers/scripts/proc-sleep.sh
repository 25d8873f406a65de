# SPDX-License-Identifier: GPL-2.0-or-later
# Sleeping lasts as long as was asked; how much longer, a busy Linux cannot say.
passed() { awk "BEGIN { d = $(cut -d' ' -f1 /proc/uptime) - $t; print (d >= $1 - 0.02) }"; }
for s in 0.1 0.35 1; do t=$(cut -d' ' -f1 /proc/uptime); sleep $s; passed $s; done
t=$(cut -d' ' -f1 /proc/uptime); usleep 250000; passed 0.25
t=$(cut -d' ' -f1 /proc/uptime); timeout 0.3 sleep 5; echo $?; passed 0.3
sleep x; echo $?; sleep; echo $?
