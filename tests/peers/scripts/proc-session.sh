# SPDX-License-Identifier: GPL-2.0-or-later
# Sessions and groups of processes.
field() { sed 's/.*) //' /proc/$1/stat | cut -d' ' -f$2; }
[ "$(setsid sh -c 'echo $$')" -gt 0 ]; echo $?; setsid sh -c '[ $(sed "s/.*) //" /proc/$$/stat | cut -d" " -f3) = $$ ]; echo $?; [ $(sed "s/.*) //" /proc/$$/stat | cut -d" " -f4) = $$ ]; echo $?'
sh -c 'sleep 9 & echo $! >pid'; p=$(cat pid); [ "$(field $p 2)" != $$ ]; echo $?; kill $p; rm pid; setsid nosuch; echo $?; nohup echo kept 2>/dev/null; chrt 2>/dev/null; setsid -w sh -c 'exit 7' 2>/dev/null; echo $?
