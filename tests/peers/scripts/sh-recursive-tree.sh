# SPDX-License-Identifier: GPL-2.0-or-later
# A function that walks directories.
mkdir -p t/a/b t/c; echo 1 >t/x; echo 22 >t/a/y; echo 333 >t/a/b/z; ln -s ../x t/c/l
walk() {
	for f in "$1"/*; do
		[ -e "$f" ] || continue
		if [ -d "$f" ]; then echo "$f/"; (walk "$f"); else echo "$f $(wc -c <"$f")"; fi
	done
}
walk t
