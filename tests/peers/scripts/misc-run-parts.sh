# SPDX-License-Identifier: GPL-2.0-or-later
# Programs of a directory in order.
mkdir d; for n in b a c.no d-yes; do printf '#!/bin/sh\necho %s $*\n' $n >d/$n; chmod +x d/$n; done; echo 'echo not' >d/e; run-parts d; run-parts -a x -a y d; run-parts --test d | sort; printf '#!/bin/sh\nexit 3\n' >d/a; run-parts d; echo $?; run-parts nothere; echo $?
