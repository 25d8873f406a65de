# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers taken apart.
factor 1 2 12 97 360 1000003 4294967296 600851475143 999999999989; echo 30 | factor; factor x; echo $?
