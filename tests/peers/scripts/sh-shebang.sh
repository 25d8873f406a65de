# SPDX-License-Identifier: GPL-2.0-or-later
# Scripts as programs.
printf '#!/bin/sh\necho "$0 $*"\n' >prog; ./prog; echo $?
chmod +x prog; ./prog a b
printf '#! /bin/sh -e\nfalse\necho never\n' >strict; chmod +x strict; ./strict; echo $?
printf '#!/no/such/interpreter\n' >bad; chmod +x bad; ./bad; echo $?
printf 'echo plain\n' >plain; chmod +x plain; ./plain
mkdir dir; ./dir; echo $?
