# SPDX-License-Identifier: GPL-2.0-or-later
# Passwords hashed.
for m in des md5 sha256 sha512; do mkpasswd -m $m secret saltsalt 2>&1; done; echo secret | mkpasswd -m md5 -P 0 -S abcdefgh; cryptpw -m des x ab 2>/dev/null; mkpasswd -m nosuch a bb; echo $?
