# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers, ends, blank lines, several files, standard input.
printf 'a\n\n\nb\tc\n\001x\n' >f
cat f; cat -n f; cat -b f; cat -A f; cat -s f 2>/dev/null || cat f; echo in | cat f - f | wc -l
cat nothere f; echo $?; tac f; rev f; nl f
