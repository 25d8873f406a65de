# SPDX-License-Identifier: GPL-2.0-or-later
# An editor that reads its commands.
printf 'one\ntwo\nthree\n' >f
ed f <<'END'
1p
2s/two/TWO/
a
inserted
.
,p
$d
w
q
END
cat f
