# SPDX-License-Identifier: GPL-2.0-or-later
# Fields, raw, delimiters, timeouts, end of file.
echo "a b c d" | { read x y; echo "$x|$y"; }
echo 'a\tb\' | { read -r x; echo "$x"; }
printf 'no newline' | { read x; echo "$? $x"; }
printf 'abcdef' | { read -n 3 x; echo $x; }
printf 'a:b:c\n' | { IFS=: read p q r; echo $r$q$p; }
read x </dev/null; echo $?
printf '1\n2\n3\n' >f; n=0; while read l; do n=$((n + l)); done <f; echo $n
sleep 1 | { read -t 0.1 x; [ $? -ne 0 ] && echo timed out; }
