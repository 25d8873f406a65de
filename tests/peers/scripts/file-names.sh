# SPDX-License-Identifier: GPL-2.0-or-later
# Odd names survive.
touch 'a b' "quote'" 'dollar$' 'star*' 'new
line' '#hash' '~tilde' '-dash' 'ünïcödé' '\back'; ls | wc -l; ls -1 -b 2>/dev/null | head -n 1; for f in *; do [ -e "$f" ] || echo missing; done; find . -name '*[*]' ; rm -f -- *; ls
n=$(head -c 255 /dev/zero | tr '\0' n); touch $n; ls | wc -c; touch ${n}n; echo $?; rm $n; mkdir d; touch d/$n; rm -r d
