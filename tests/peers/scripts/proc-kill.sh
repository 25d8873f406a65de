# SPDX-License-Identifier: GPL-2.0-or-later
# Processes found and signalled.
sleep 50 & p=$!; kill -0 $p; echo $?; kill $p; wait $p 2>/dev/null; echo $?; kill -0 $p 2>/dev/null; echo $?; kill -l 9; kill -l TERM; kill -l | head -n 3; kill nothing; echo $?
becomes() { until grep -q "^State:.$1" /proc/$p/status; do usleep 1000; done; echo $1; }
sleep 60 & p=$!; becomes S; kill -STOP $p; becomes T; kill -CONT $p; becomes S; kill -9 $p; wait $p 2>/dev/null; echo $?
