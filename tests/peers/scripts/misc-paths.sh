# SPDX-License-Identifier: GPL-2.0-or-later
# Names taken apart.
basename /a/b/c.txt; basename /a/b/c.txt .txt; basename /; basename a/; dirname /a/b/c; dirname a; dirname /; dirname a/b/; realpath . | sed 's/.*place/place/'; pwd -P | sed 's/.*place/place/'; which nosuch; echo $?; PATH=. which run 2>/dev/null; echo '#!/bin/sh' >run; chmod +x run; PATH=. which run
