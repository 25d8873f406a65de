# SPDX-License-Identifier: GPL-2.0-or-later
# Files, strings, numbers, combinations.
touch f; mkdir d; ln -s f l; ln -s none broken; echo x >s; chmod 700 s
for t in "-e f" "-f d" "-d d" "-L l" "-h broken" "-e broken" "-s f" "-s s" "-x s" "-x f" "-r s" "-w s" "-p f" "-c /dev/null"; do
	[ $t ]; echo "$t $?"
done
[ a = a ]; echo $?; [ a != b ]; echo $?; [ -z "" ]; echo $?; [ -n "" ]; echo $?
[ 1 -lt 2 -a 2 -ge 2 ]; echo $?; [ 1 -eq 2 -o ! 3 -ne 3 ]; echo $?
[ x -eq 1 ]; echo $?; [ 1 -eq ]; echo $?; test; echo $?; [ a; echo $?
touch -d 2001-01-01 old; [ f -nt old ]; echo $?; [ f -ot old ]; echo $?; ln f f2; [ f -ef f2 ]; echo $?
[[ abc == a* ]]; echo $?; [[ abc =~ ^a.c$ ]]; echo $?
