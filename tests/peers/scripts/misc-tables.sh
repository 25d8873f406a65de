# SPDX-License-Identifier: GPL-2.0-or-later
# Devices and partitions looked at as files.
dd if=/dev/zero of=disk bs=1k count=1024 2>/dev/null; printf 'o\nn\np\n1\n\n\nw\n' | fdisk -C 4 -H 16 -S 32 disk >/dev/null 2>&1; fdisk -l -C 4 -H 16 -S 32 disk | grep -c '^disk1'; od -A d -t x1 -j 510 -N 2 disk; blockdev --getsize64 disk 2>/dev/null; losetup nothere 2>/dev/null; echo $?; rm disk
