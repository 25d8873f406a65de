# SPDX-License-Identifier: GPL-2.0-or-later
# Blocks, offsets, conversions.
seq 1 500 >f; dd if=f of=g bs=100 count=3 2>/dev/null; wc -c g; dd if=f bs=10 skip=5 count=2 2>/dev/null; echo; dd if=f of=g bs=1 seek=5 count=3 conv=notrunc 2>/dev/null; head -c 12 g; echo
echo abc | dd conv=ucase 2>/dev/null; dd if=/dev/zero of=z bs=1k count=4 2>&1 | head -n 2; wc -c z; dd if=f of=sparse bs=1 seek=100000 count=1 2>/dev/null; wc -c sparse; md5sum sparse
dd if=nothere; echo $?; dd if=f of=h bs=64 conv=sync 2>/dev/null; wc -c h; echo hello | dd bs=1 count=3 2>/dev/null; dd bs=0 if=f; echo $?; printf 'abcd' | dd conv=swab 2>/dev/null; dd if=f ibs=7 obs=13 2>/dev/null | cmp - f; echo $?
rm sparse
