# SPDX-License-Identifier: GPL-2.0-or-later
# Lines folded, expanded, formatted.
echo 'the quick brown fox jumps over the lazy dog' >f
fold -w 10 f; fold -s -w 12 f; printf 'a\tb\n' | expand; printf 'a\tb\n' | expand -t 4; printf '        x\n' | unexpand
printf 'a\tb\n' | cat -A; rev f; printf 'unix\n' >u; unix2dos u; od -c u; dos2unix u; od -c u
