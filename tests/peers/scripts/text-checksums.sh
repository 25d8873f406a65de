# SPDX-License-Identifier: GPL-2.0-or-later
# Every digest of the same bytes.
seq 1 1000 >f; : >empty
md5sum f empty; sha1sum f empty; sha256sum f empty; sha512sum f empty; sha3sum f empty; cksum f 2>/dev/null; crc32 f
md5sum f >sums; md5sum -c sums; echo x >>f; md5sum -c sums; echo $?; sha1sum <f; md5sum nothere; echo $?; sha256sum -c nothere; echo $?
