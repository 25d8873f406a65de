# SPDX-License-Identifier: GPL-2.0-or-later
# Primes by files.
mkdir s; i=2; while [ $i -le 60 ]; do : >s/$i; i=$((i + 1)); done; i=2; while [ $i -le 7 ]; do if [ -e s/$i ]; then j=$((i * i)); while [ $j -le 60 ]; do rm -f s/$j; j=$((j + i)); done; fi; i=$((i + 1)); done; ls s | sort -n | paste -s -d ' '; rm -r s
