# SPDX-License-Identifier: GPL-2.0-or-later
# A path of many directories.
p=.; i=0; while [ $i -lt 40 ]; do i=$((i + 1)); p=$p/dir$i; mkdir $p; done; echo deep >$p/f; find . -type d | wc -l; (cd $p && cat f && pwd | sed 's/.*file-deep//' | wc -c); rm -r dir1; ls
mkdir -p a/b/c/../d/./e; find a | sort; cd a/b/c/../d; pwd | sed 's/.*place/place/'; cd -P ..; cd - >/dev/null; ls
