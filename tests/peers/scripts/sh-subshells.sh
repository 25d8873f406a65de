# SPDX-License-Identifier: GPL-2.0-or-later
# What a subshell keeps to itself.
x=1; (x=2; cd /; echo $x); echo $x; [ "$(pwd)" != / ] && echo here
{ x=3; }; echo $x
echo $(cd /; pwd) $(echo a; echo b)
a=$(exit 5); echo $?
(umask 077; touch private); touch public; umask
(ulimit -n 64; ulimit -n)
export E=1; (export E=2; sh -c 'echo $E'); sh -c 'echo $E'; E=3 sh -c 'echo $E'; echo $E
