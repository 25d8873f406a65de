# SPDX-License-Identifier: GPL-2.0-or-later
# A Mimfile is a script with a part for each target.
printf 'greeting=hello\nall:\n\techo $greeting from all\none:\n\techo one $*\n\tfalse\n' >Mimfile
mim; echo $?; mim one 2 3; echo $?; mim two; echo $?; mim -f nothere one; echo $?; mv Mimfile other; mim -f other one; mim -f other -x all; echo $?
