# SPDX-License-Identifier: GPL-2.0-or-later
# What only unpacks, from bytes made elsewhere.
echo '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAFaGVsbG8KAAAApx2bLeyVl8sAAR4GwS+eDh+2830BAAAAAARZWg==' | base64 -d >h.xz; xz -dc h.xz; echo $?; xzcat h.xz; unxz -c h.xz; unxz h.xz; cat h
echo garbage >g.xz; unxz g.xz; echo $?; printf '\135\000\000\200\000' >l.lzma; unlzma -c l.lzma; echo $?; lzcat nothere; echo $?
lzop -c h 2>/dev/null | lzop -dc; lzop h; lzop -t h.lzo; echo $?; rm -f h.lzo
