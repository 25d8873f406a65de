# SPDX-License-Identifier: GPL-2.0-or-later
# Another root for a program.
mkdir -p root; cp /proc/self/exe root/sh; chroot root /sh -c 'echo $((6 * 7)); cd /; pwd; echo /*; cd ..; pwd'; echo $?; chroot root /nosuch; echo $?; chroot nothere /sh; echo $?; (cd root && chroot . /sh -c 'echo new >file'); cat root/file; rm root/sh
