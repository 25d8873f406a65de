# SPDX-License-Identifier: GPL-2.0-or-later
# A permutation holds what was put in.
seq 1 100 | shuf | sort -n | cmp - f 2>/dev/null; seq 1 100 >f; shuf f | sort -n | cmp - f; echo $?
shuf -n 5 f | wc -l; shuf -e a b c | sort; shuf -i 5-9 | sort; shuf -n 0 f
