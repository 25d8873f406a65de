# SPDX-License-Identifier: GPL-2.0-or-later
# Archives packed, listed and unpacked.
mkdir -p d/e; echo 1 >d/a; echo 2 >d/e/b; ln -s a d/l; find d | sort | cpio -o -H newc >c 2>/dev/null; cpio -t <c 2>/dev/null; mkdir x; cd x; cpio -id <../c 2>/dev/null; find . | sort; cat d/l d/e/b; cd ..; cpio -t <nothere; echo $?; echo junk | cpio -t; echo $?; rm -r x c
