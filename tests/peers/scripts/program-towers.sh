# SPDX-License-Identifier: GPL-2.0-or-later
# A recursive puzzle, 127 moves.
move() { [ $1 = 0 ] && return; move $(($1 - 1)) $2 $4 $3; echo "$2-$3"; move $(($1 - 1)) $4 $3 $2; }
move 3 a c b; move 7 a c b | wc -l; move 7 a c b | md5sum
