# SPDX-License-Identifier: GPL-2.0-or-later
# Half a megabyte hashed.
yes 'all work and no play' | head -c 500000 >f; md5sum f; sha1sum f; sha256sum f; sha512sum f; crc32 f; rm f
