# SPDX-License-Identifier: GPL-2.0-or-later
# Printable runs of a binary.
printf 'abc\000defgh\001ij\nklmnop\377q' >f; strings f; strings -n 3 f; strings -o f; strings -t x f; strings -f f
