# SPDX-License-Identifier: GPL-2.0-or-later
# Translated, deleted, squeezed, classes.
echo Hello | tr a-z A-Z; echo hello | tr -d l; echo aabbcc | tr -s abc; echo a1b2 | tr -cd 0-9; echo
echo 'a b c' | tr ' ' '\n'; echo abc | tr '[:lower:]' '[:upper:]'; echo abc | tr a-c x
printf '\000\001' | tr '\000\001' 'ab'; echo; echo hello | tr -c a-z '.'; echo; tr; echo $?
