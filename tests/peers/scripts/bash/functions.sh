# SPDX-License-Identifier: GPL-2.0-or-later
# Locals, recursion, references, return and exit.
f() { local v=in; declare -g g=global; echo $v $FUNCNAME $# "${@:2}"; return 9; }; f a b c; echo $? $g ${v-unset}; swap() { declare -n r=$1 s=$2; local t=$r; r=$s; s=$t; }; p=1 q=2; swap p q; echo $p $q
trap 'echo err $? at $LINENO' ERR; false; (exit 3); trap - ERR; trap 'echo leaving' EXIT; h() { trap 'echo returning' RETURN; echo in h; }; h; set -u; (echo $nothing); echo $?; set +u; caller; (set -e; false; echo never); echo $?
type -t f cd ls if nosuch; unset -f f; f 2>/dev/null; echo $?; eval 'k() { cat; }'; k <<<fed; (return 2>/dev/null); echo $?
