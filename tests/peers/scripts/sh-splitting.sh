# SPDX-License-Identifier: GPL-2.0-or-later
# Fields and names from patterns.
touch a1 a2 b1 'c d' .hidden
echo a* *1 [!a]* ? ?? .h* nothing*
set -f; echo *; set +f
x="one  two three"; set -- $x; echo $#
IFS=:; set -- $(echo a:b::c); echo $# "$3" "$4"
IFS=' '; for f in *; do echo "<$f>"; done
case a1 in [b-z]*) echo no;; a?) echo yes;; esac
