# SPDX-License-Identifier: GPL-2.0-or-later
# Files, descriptors, appends, failures.
echo one >f; echo two >>f; cat <f; cat f - <f >g; wc -l g
{ echo out; echo err >&2; } >o 2>e; cat o e
{ echo out; echo err >&2; } >both 2>&1; cat both
exec 3>three; echo to three >&3; exec 3>&-; cat three
exec 4<f; read a <&4; read b <&4; echo $a $b; exec 4<&-
echo lost >&4; echo "status $?"
cat <nowhere; echo "status $?"
echo x >/nowhere/file; echo "status $?"
set -C; echo again >f; echo "status $?"; echo forced >|f; cat f
echo rw 1<>h; cat h; : >empty; wc -c <empty
