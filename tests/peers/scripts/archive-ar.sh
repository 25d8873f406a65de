# SPDX-License-Identifier: GPL-2.0-or-later
# Members of an old format.
echo one >a; echo two >b; printf '!<arch>\na/              0           0     0     100644  4         `\none\nb/              0           0     0     100644  4         `\ntwo\n' >lib.a; ar t lib.a; ar p lib.a b; mkdir x; cd x; ar x ../lib.a; cat a b; cd ..; ar t nothere; echo $?; rm -r x
