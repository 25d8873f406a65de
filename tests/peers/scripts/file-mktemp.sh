# SPDX-License-Identifier: GPL-2.0-or-later
# Names that nobody has.
f=$(mktemp ./tmp.XXXXXX); [ -f $f ]; echo $?; stat -c %a $f; d=$(mktemp -d ./dir.XXXXXX); stat -c '%a %F' $d; mktemp -u ./u.XXXXXX | wc -c; mktemp x; echo $?; mktemp ./no/such.XXXXXX 2>/dev/null; echo $?
TMPDIR=. mktemp -t t.XXXXXX | cut -c1-4; rm -r tmp.* dir.* t.*; ls
