# SPDX-License-Identifier: GPL-2.0-or-later
# Descriptors that share a position and some that do not.
printf '123456789' >f; exec 3<f; read -n 3 a <&3; (read -n 3 b <&3; echo $b); read -n 2 c <&3; echo $a $c; exec 4<f; read -n 1 d <&4; echo $d; exec 5>out; echo one >&5; (echo two >&5); echo three >&5; cat out; exec 6>>out 7>>out; echo a >&6; echo b >&7; echo c >&6; cat out
exec 8<>f; echo X >&8; cat f; echo; head -c 2 <&8; echo
