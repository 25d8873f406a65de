# SPDX-License-Identifier: GPL-2.0-or-later
# Floating point without a library of functions.
awk 'BEGIN { x = 1; for (i = 0; i < 2000; i++) x = x * 1.0001 + 0.5 / x; printf "%.10f\n", x; print int(2 ^ 31), 10 % 3.5 }'
awk 'BEGIN { srand(1); a = rand(); srand(1); print a == rand(); print 1e300 * 1e300, -1e300 * 1e300 }'
awk 'BEGIN { print sqrt(2) }'; echo $?
awk 'BEGIN { for (i = 1; i < 12; i++) printf "%g %g %.3e\n", i / 7, 1 / i, i * i * i / 3 }'
