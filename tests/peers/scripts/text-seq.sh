# SPDX-License-Identifier: GPL-2.0-or-later
# Counting up, down, in steps, with formats.
seq 3; seq 2 4; seq 5 -2 1; seq 1 0.5 3; seq -w 8 11; seq -s , 1 5; seq 3 1; seq; echo $?; seq a; echo $?; seq 0.1 0.1 0.5
