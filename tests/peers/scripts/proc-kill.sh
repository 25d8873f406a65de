# SPDX-License-Identifier: GPL-2.0-or-later
# Processes found and signalled.
sleep 50 & p=$!; kill -0 $p; echo $?; kill $p; wait $p 2>/dev/null; echo $?; kill -0 $p 2>/dev/null; echo $?; kill -l 9; kill -l TERM; kill -l | head -n 3; kill nothing; echo $?
sleep 60 & p=$!; sleep 0.1; kill -STOP $p; sleep 0.1; sed 's/.*) //' /proc/$p/stat | cut -c1; kill -CONT $p; sleep 0.1; sed 's/.*) //' /proc/$p/stat | cut -c1; kill -9 $p; wait $p 2>/dev/null; echo $?
