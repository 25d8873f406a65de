# SPDX-License-Identifier: GPL-2.0-or-later
# A little build by times of files.
build() { for s in *.in; do o=${s%.in}.out; if [ ! -e $o ] || [ $s -nt $o ]; then echo "make $o"; tr a-z A-Z <$s >$o; fi; done; }
echo alpha >a.in; echo beta >b.in; touch -d @1000 a.in b.in; build; build; touch -d '2030-01-01' b.in; echo -- ; build | head -n 1; cat *.out
