# SPDX-License-Identifier: GPL-2.0-or-later
# Two and a half thousand lines.
seq 1 2500 | awk '{ print ($1 * 7919) % 10007, $1 }' >f
sort -n f | md5sum; sort f | head -n 3; sort -k2,2nr f | tail -n 2; sort -rn f | uniq | wc -l
