# SPDX-License-Identifier: GPL-2.0-or-later
# Columns and fields put together.
printf 'a:b:c:d\n1:2:3:4\nnone\n' >f
cut -d: -f2 f; cut -d: -f1,3- f; cut -c2-3 f; cut -b1 f; cut -d: -s -f1 f
seq 1 3 >x; seq 4 6 >y; paste x y; paste -d, x y x; paste -s x; paste -d'+-' -s y
cut f; echo $?
