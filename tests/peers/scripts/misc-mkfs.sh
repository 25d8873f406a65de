# SPDX-License-Identifier: GPL-2.0-or-later
# File systems made in files.
dd if=/dev/zero of=img bs=1k count=512 2>/dev/null; mke2fs -F img >/dev/null 2>&1; echo $?; od -A d -t x2 -j 1080 -N 2 img; mkswap img 2>/dev/null | head -n 1 | cut -d, -f1; tail -c 100 img | wc -c; dd if=img bs=1 skip=4086 count=10 2>/dev/null; echo; mkdosfs img >/dev/null 2>&1; echo $?; rm img
