# SPDX-License-Identifier: GPL-2.0-or-later
# Reversing and counting words without other programs.
rev_() { s=$1; r=; while [ -n "$s" ]; do t=${s#?}; r=${s%"$t"}$r; s=$t; done; echo "$r"; }
rev_ "hello, world"
count() { n=0; for w in $1; do n=$((n + 1)); done; echo $n; }
count "the quick brown fox"
join_() { sep=$1; shift; o=$1; shift; for w; do o=$o$sep$w; done; echo "$o"; }
join_ , a b c d
case "$(printf '\303\251')" in ?) echo one;; ??) echo two;; esac
