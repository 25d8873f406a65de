# SPDX-License-Identifier: GPL-2.0-or-later
# The most frequent words of a text.
text='the cat and the dog and the bird saw the cat'
echo "$text" | tr ' ' '\n' | sort | uniq -c | sort -k1,1nr -k2 | head -n 3 | sed 's/^ *//'
echo "$text" | awk '{ for (i = 1; i <= NF; i++) n[$i]++ } END { for (w in n) print n[w], w }' | sort -rn -k1,1 -k2 | head -n 3
for w in $text; do echo ${#w}; done | sort -n | uniq -c | awk '{ print $2 ":" $1 }' | paste -s -d ' '
