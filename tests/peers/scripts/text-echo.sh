# SPDX-License-Identifier: GPL-2.0-or-later
# Options and escapes.
echo; echo -n x; echo -e 'a\tb\nc\\d\0101'; echo -E 'a\tb'; echo -ne 'x\c'; echo -x; echo -- a; echo -e '\x41'; echo "  spaced   out  "
