# SPDX-License-Identifier: GPL-2.0-or-later
# Options and arguments of a script.
parse() {
	OPTIND=1
	while getopts ab:c: o; do
		case $o in a) echo a;; b) echo "b=$OPTARG";; c) echo "c=$OPTARG";; \?) echo bad; return 1;; esac
	done
	shift $((OPTIND - 1)); echo "rest: $*"
}
parse -a -b one -ctwo x y
parse -ab three -- -c
parse -q; echo $?
parse -b; echo $?
getopt -o ab: -l long,with: -- -a --with=x -b 2 rest --long
