# SPDX-License-Identifier: GPL-2.0-or-later
# From one on, flags, sorting, associative.
a=(one two three); echo $a[1] $a[-1] $#a ${a[2,3]}; a+=four; echo ${(j:,:)a} ${(U)a[1]} ${(o)a} ${(O)a}; typeset -A m; m=(x 1 y 2); for k in ${(ok)m}; do echo $k $m[$k]; done; echo ${a:#t*} ${(M)a:#t*} ${a[(i)two]}
s='a b c'; echo ${=s} ${#${=s}}; for x y in 1 2 3 4; do echo $x-$y; done; echo ${(s.:.)PATH} | wc -w; print -l ${(u)${=:-a b a}}; echo ${(l:5::0:)${:-42}}; b=(${(f)"$(printf 'l 1\nl 2')"}); echo $#b; print -r -- ${(q)${:-it is}}
