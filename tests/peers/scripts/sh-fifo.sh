# SPDX-License-Identifier: GPL-2.0-or-later
# Two processes through a named pipe.
mkfifo p; ls -l p | cut -c1
(echo one; echo two) >p & cat p; wait
cat p >out & seq 1 5000 >p; wait; tail -n 1 out
(read a; echo "got $a") <p & echo word >p; wait
rm p out
