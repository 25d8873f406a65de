# SPDX-License-Identifier: GPL-2.0-or-later
# Five hundred files in one directory.
mkdir d; i=0; while [ $i -lt 500 ]; do i=$((i + 1)); echo $i >d/file$i; done; ls d | wc -l; cat d/* | awk '{ s += $1 } END { print s }'; ls d | sort -t e -k 3n | tail -n 2
rm d/file*0; ls d | wc -l; for f in d/file1*; do mv $f ${f}x; done; ls d | grep -c x; find d -name '*x' | wc -l; rm -r d; ls
