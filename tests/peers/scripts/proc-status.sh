# SPDX-License-Identifier: GPL-2.0-or-later
# What /proc says of a process.
sleep 9 & p=$!; until grep -q sleep /proc/$p/cmdline; do :; done; head -n 1 /proc/$p/status | cut -f1; tr '\0' ' ' </proc/$p/cmdline; echo; [ -d /proc/$p ]; echo $?; cut -d' ' -f1 /proc/$p/stat | grep -c "^$p$"; kill $p; wait $p 2>/dev/null; [ -d /proc/$p ]; echo $?; cat /proc/self/cmdline | tr '\0' ' '; echo; grep -c . /proc/self/maps | grep -vc '^0'
pidof nosuchthing; echo $?; ls /proc/self/ | grep -c '^stat$'; cat /proc/nosuch; echo $?; ls -d /proc/1; [ -r /proc/uptime ] && [ -r /proc/meminfo ] && echo readable
