# SPDX-License-Identifier: GPL-2.0-or-later
# What quotes keep and what they let through.
a='$HOME `x` \n'; echo "$a"; echo '$a' "\$a" \$a "a\"b" 'a"b'
printf '%s|' "a  b" a\ b 'c'"d"e; echo
echo "line one
line two" | cat -n
b=$(printf 'x\n\n\n'); echo "[$b]"
echo `echo \`echo nested\`` "$(echo "$(echo "deep quotes")")"
echo $'tab\there' $'\x41\102'
