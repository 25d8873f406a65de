# SPDX-License-Identifier: GPL-2.0-or-later
# A dialogue over two pipes.
mkfifo ask answer
(while read q; do [ "$q" = quit ] && exit; echo $((q * q)); done) <ask >answer &
exec 3>ask 4<answer
for i in 2 3 12; do echo $i >&3; read a <&4; echo "$i squared is $a"; done
echo quit >&3; exec 3>&- 4<&-; wait; rm ask answer
