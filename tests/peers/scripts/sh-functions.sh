# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments, locals, recursion, return.
fact() { [ $1 -le 1 ] && echo 1 && return; echo $(($1 * $(fact $(($1 - 1))))); }
fact 10
x=global; f() { local x=local; echo $x $# "$2"; g; return 7; }; g() { echo "g sees $x"; }
f a 'b c'; echo $? $x
h() { set -- new; echo $1; }; set -- old; h; echo $1
fib() { if [ $1 -lt 2 ]; then echo $1; else echo $(($(fib $(($1 - 1))) + $(fib $(($1 - 2))))); fi; }
fib 9
unset -f h; h; echo $?
