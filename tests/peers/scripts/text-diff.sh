# SPDX-License-Identifier: GPL-2.0-or-later
# Changes, contexts, directories, missing files.
seq 1 10 >a; sed -e 3d -e 's/7/seven/' -e '$a\
eleven' a >b
diff a b | sed 's/\t.*//'; diff -u a b | sed 1,2d; diff -q a b; echo $?; diff a a; echo $?
printf 'x' >nl1; printf 'x\n' >nl2; diff nl1 nl2 | tail -n 3; diff -b nl1 nl2; diff -i nl1 nl2 >/dev/null; echo $?
mkdir p q; echo 1 >p/f; echo 2 >q/f; echo 3 >q/g; diff -r p q | grep -v ^diff; diff -N -r p q | wc -l; diff a nothere; echo $?
