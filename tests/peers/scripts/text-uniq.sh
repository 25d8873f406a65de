# SPDX-License-Identifier: GPL-2.0-or-later
# Counted, repeated, single, by fields.
printf 'a\na\nb\nA\na\n' >f
uniq f; uniq -c f; uniq -d f; uniq -u f; uniq -i f; sort f | uniq -c | sort -rn
printf 'x 1\ny 1\nz 2\n' | uniq -f 1; printf 'aab\ncab\n' | uniq -s 1; printf 'abc\nabd\n' | uniq -w 2
