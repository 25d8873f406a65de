# SPDX-License-Identifier: GPL-2.0-or-later
# Fields, patterns, arithmetic, printf.
printf 'alice 30 x\nbob 25 y\ncarol 35 z\n' >f
awk '{ print $2, $1 }' f; awk '$2 > 26' f; awk '/b/ { print NR": "$0 }' f; awk 'END { print NR, NF }' f
awk '{ s += $2 } END { printf "%d %.2f %5s|%-5s|%05d %x %e\n", s, s / NR, "a", "b", 42, 255, 12345.678 }' f
awk -F: -v x=7 'BEGIN { print x * 6; OFS = "-"; $0 = "a:b:c"; $1 = $1; print; print NF }'
awk 'BEGIN { print 7 % 3, 1 / 3, int(-3.7), 1e6, 0.1 + 0.2, 100000 * 100000, -0 }'
awk 'BEGIN { print length("hello"), substr("hello", 2, 3), index("hello", "l"), toupper("abc") }'
