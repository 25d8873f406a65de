# SPDX-License-Identifier: GPL-2.0-or-later
# Four hundred kilobytes written, changed in the middle, read back.
yes 0123456789abcde | head -c 400000 >f; wc -c f; md5sum f; printf XYZ | dd of=f bs=1 seek=234567 conv=notrunc 2>/dev/null; dd if=f bs=1 skip=234565 count=7 2>/dev/null; echo; md5sum f
cp f g; cmp f g; echo $?; cat f g | wc -c; tail -c 100 f | md5sum; head -c 199999 f | md5sum; split=$(wc -l <f); echo $split; rm f g
