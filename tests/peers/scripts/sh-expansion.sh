# SPDX-License-Identifier: GPL-2.0-or-later
# Defaults, lengths, prefixes, suffixes, substitution.
unset u; v=hello.tar.gz; e=
echo "${u-unset} ${e-empty} ${e:-null} ${u:=set} $u ${v:+is set}"
echo ${#v} ${v#*.} ${v##*.} ${v%.*} ${v%%.*}
echo ${v/tar/zip} ${v//l/L} ${v:0:5} ${v:6} ${v: -2}
(: ${missing?must be given}); echo "status $?"
set -- a "b c" d
echo $# "$*" "$@"; for i in "$@"; do echo "<$i>"; done
IFS=-; echo "$*"; shift 2; echo $1 $#
