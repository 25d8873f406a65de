# SPDX-License-Identifier: GPL-2.0-or-later
# Eval, command, type, alias, dot, exec.
x='echo $y'; y=late; eval $x; eval "z=\$$(echo y)"; echo $z
echo 'echo sourced $1; v=9; return 5' >lib.sh; . ./lib.sh; echo $? $v
command echo plain; command -v echo; command -v nosuch; echo $?
type cd; type nosuch; echo $?
sh -c 'exec echo replaced; echo never'
sh -c 'alias e="echo aliased"; eval e it'
(exec nosuchprogram); echo $?; ./lib.sh; echo $?; ./; echo $?
nosuchcommand a b; echo $?
