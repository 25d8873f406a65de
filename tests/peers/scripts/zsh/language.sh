# SPDX-License-Identifier: GPL-2.0-or-later
# Arithmetic, functions, loops, errors.
echo $((2 ** 10)) $((7 / 2)) $((7 / 2.)) $((16#ff)) $(( [#16] 255 )); f() { local x=1; echo $0 $# $argv[2]; return 3 }; f a b; echo $?; repeat 3 echo r; for ((i = 0; i < 3; i++)) { echo $i }; case abc in (a*) echo yes;; esac; if [[ abc = (#i)ABC || 1 -lt 2 ]] { echo if }
i=0; while (( i++ < 3000 )) { (( s += i % 7 )) }; echo $s; { echo try; false } always { echo always }; (exit 4); echo $?; nosuchcommand; echo $?; select_() { select x in a b; do echo $x; break; done }; echo 2 | select_ 2>/dev/null; print -n no; print; printf '%s-%03d\n' a 7; trap 'echo bye' EXIT; echo ${:-default} ${x:-unset}
