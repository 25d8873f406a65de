# SPDX-License-Identifier: GPL-2.0-or-later
# Integers, bases, operators and their errors.
echo $((1 + 2 * 3)) $(((1 + 2) * 3)) $((7 / 2)) $((-7 / 2)) $((-7 % 3))
echo $((0x1f)) $((017)) $((1 << 20)) $((~5)) $((5 & 3 | 8 ^ 1))
echo $((2147483647 + 1)) $((9223372036854775807 + 1))
x=5; echo $((x++ + ++x)) $x $((x > 5 ? 10 : 20)) $((x -= 2)) $((x *= x))
echo $((1 == 1 && 0 || 1)) $((!3))
(echo $((1 / 0))); echo "status $?"
(echo $((1 +))); echo "status $?"
