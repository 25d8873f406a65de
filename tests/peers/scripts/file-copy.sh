# SPDX-License-Identifier: GPL-2.0-or-later
# Files, directories, links, modes copied.
echo data >a; chmod 640 a; cp a b; cp -p a c; ln -s a l; cp l m; cp -d l n; cp -P l o; mkdir -p d/e; echo x >d/e/f; ln -s f d/e/g
cp -r d r; cp -a d s; cp a d; cp a b d/e; ls d d/e; cp nothere x; echo $?; cp d x; echo $?; cp a b c; echo $?
cp -f a b; cp -i a b </dev/null 2>&1 | head -n 1; echo; cp -l a hard; [ a -ef hard ]; echo $?; cp -s "$PWD/a" soft; echo later >a; cp -u b a; cat a
rm soft
