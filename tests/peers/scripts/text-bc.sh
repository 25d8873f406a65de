# SPDX-License-Identifier: GPL-2.0-or-later
# Calculators with any precision.
echo '2 ^ 100; scale = 20; 1 / 3; sqrt(2)' | bc; echo 'define f(n) { if (n < 2) return (1); return (n * f(n - 1)); } f(30)' | bc
echo 'ibase = 16; FF; obase = 2; A' | bc; echo 'for (i = 0; i < 5; ++i) i * i' | bc; echo 's(1); l(2); e(1); 4 * a(1)' | bc -l
echo '1 / 0' | bc; echo '5 3 + p 2 * p q' | dc; echo '[la 1 + d sa p 5 > x] sx 0 sa lx x' | dc; echo '10 k 2 v p' | dc
