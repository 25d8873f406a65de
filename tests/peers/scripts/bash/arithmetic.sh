# SPDX-License-Identifier: GPL-2.0-or-later
# Sixty-four bits, bases, loops.
echo $((2 ** 62)) $((16#ff + 8#17 + 2#101)) $((36#z)) $((-7 / 2)) $((-7 % 3)) $((1 ? 2 : 3)) $((x = 5, x += 3, x << 2))
((5 > 3)); echo $?; ((0)); echo $?; let 'y = 3 * 4' z=y+1; echo $y $z; echo $((9223372036854775807 + 1)); (echo $((1 / 0))); echo $?; declare -i n=3+4; echo $n
fact() { (($1 <= 1)) && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }; fact 15; i=0; while ((i < 5000)); do ((s += i * i % 11, i++)); done; echo $s
