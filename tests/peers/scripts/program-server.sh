# SPDX-License-Identifier: GPL-2.0-or-later
# A server and three clients over named pipes.
mkfifo req; (n=0; while [ $n -lt 3 ] && read id word; do echo "$word" | rev >out.$id; n=$((n + 1)); done) <req & exec 3>req; for i in 1 2 3; do echo "$i word$i" >&3; done; exec 3>&-; wait; cat out.*; rm req
