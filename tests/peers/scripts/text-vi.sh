# SPDX-License-Identifier: GPL-2.0-or-later
# Commands given beforehand change a file.
printf 'hello world\nsecond line\nthird\n' >f
vi -c '2d' -c 's/o/0/' -c 'wq' f </dev/null >/dev/null 2>&1; echo $?; cat f
printf 'one\ntwo\n' >g; vi -c ':%s/o/0/g' -c ':wq' g </dev/null >/dev/null 2>&1; cat g
vi -c ':w copy' -c ':q' g </dev/null >/dev/null 2>&1; cat copy
