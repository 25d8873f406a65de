# SPDX-License-Identifier: GPL-2.0-or-later
# A calculator of functions, case and loops.
calc() { case $2 in +) echo $(($1 + $3));; -) echo $(($1 - $3));; x) echo $(($1 * $3));; /) [ $3 = 0 ] && echo "division by zero" >&2 && return 1; echo $(($1 / $3));; *) return 2;; esac; }
while read a op b; do r=$(calc $a $op $b); s=$?; echo "$a $op $b = $r ($s)"; done <<END
1 + 2
10 - 20
7 x 6
9 / 2
1 / 0
1 ? 1
END
