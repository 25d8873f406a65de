# SPDX-License-Identifier: GPL-2.0-or-later
# Status, subshells, many stages, early ends.
echo a | cat | cat | cat | cat | tr a b
false | true; echo $?; true | false; echo $?
set -o pipefail; false | true; echo $?; set +o pipefail
x=1; echo 2 | read x; echo $x
echo 5 | { read y; echo $((y * 2)); }
yes | head -n 3
seq 1 100000 | head -n 1
seq 1 20000 | cat | tail -n 1
(exit 3) | cat; echo $?
