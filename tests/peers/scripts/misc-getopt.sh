# SPDX-License-Identifier: GPL-2.0-or-later
# Options taken apart for scripts.
getopt ab: -a -b x rest; getopt -o ab: -- -b 1 -a rest; getopt -o a --long alpha,beta: -- --beta=2 --alpha x; getopt -q -o a -- -z; echo $?; getopt -n me -o a -- -z; echo $?; getopt -T; echo $?; getopt; echo $?
