# SPDX-License-Identifier: GPL-2.0-or-later
# Sorted files compared line by line.
printf 'a\nb\nc\n' >x; printf 'b\nc\nd\n' >y
cmp x y; echo $?; cmp -l x y | wc -l; cmp -s x x; echo $?; diff x y; echo $?
sort x y | uniq -d; sort x y y | uniq -u; grep -vxFf y x
