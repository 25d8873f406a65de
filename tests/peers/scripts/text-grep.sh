# SPDX-License-Identifier: GPL-2.0-or-later
# Patterns, counts, context, options.
printf 'apple\nBanana\ncherry\napple pie\n\ngrape\n' >f
grep app f; grep -i b f; grep -v a f; grep -c a f; grep -n e f; grep -x apple f; grep -w pie f; grep -l a f nothere; echo $?
grep -E '^(a|g).*e$' f; grep -F . f; echo $?; grep -o 'p*e' f; grep -q zzz f; echo $?; grep -A1 -B1 cherry f
grep -e apple -e grape f; echo 'ch' >pat; grep -f pat f; grep -r app . | sort; grep -m 1 p f; grep -h a f f | wc -l
egrep 'p{2}' f; fgrep 'a' f | head -n 1; grep '[[:upper:]]' f; grep '\(p\)\1' f; grep -s x nothere; echo $?
