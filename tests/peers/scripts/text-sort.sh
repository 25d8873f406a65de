# SPDX-License-Identifier: GPL-2.0-or-later
# Keys, numbers, reverse, unique, stable.
printf 'pear 3\napple 10\nfig 2\napple 9\nBanana 1\n' >f
sort f; sort -r f; sort -k2n f; sort -k1,1 -k2,2nr f; sort -f f; sort -t' ' -k1,1 -s f
printf '10\n9\n1\n10\n' | sort -nu; printf '1K\n2M\n3\n' | sort -h; sort -c f; echo $?
printf 'Feb\nJan\nDec\n' | sort -M; sort -o f -n -k2 f; cat f; printf 'b\0a\0' | sort -z | tr '\0' ,; echo
