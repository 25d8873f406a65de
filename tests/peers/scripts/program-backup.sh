# SPDX-License-Identifier: GPL-2.0-or-later
# Copies of what has changed.
mkdir src dst; for i in 1 2 3; do echo $i >src/$i; done; sync_() { for f in src/*; do b=dst/${f#src/}; cmp -s $f $b || { cp $f $b; echo "copied ${f#src/}"; }; done; for b in dst/*; do [ -e src/${b#dst/} ] || { rm $b; echo "removed ${b#dst/}"; }; done; }
sync_; sync_; echo new >src/2; rm src/3; echo 4 >src/4; sync_; diff -r src dst; echo $?
