# SPDX-License-Identifier: GPL-2.0-or-later
# A counter kept by a lock of directories.
echo 0 >n; add() { i=0; while [ $i -lt 8 ]; do until mkdir lock 2>/dev/null; do sleep 0.02; done; echo $(($(cat n) + 1)) >n; rmdir lock; i=$((i + 1)); done; }
add & add & add & wait; cat n; ls
