# SPDX-License-Identifier: GPL-2.0-or-later
# Lines, words, bytes, longest line.
printf 'one two\nthree\n\nfour five six' >f
wc f; wc -l f; wc -w f; wc -c f; wc -L f; wc f f; wc <f; cat f | wc -l; wc nothere; echo $?; printf '\303\251' | wc -m
