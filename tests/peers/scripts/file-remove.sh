# SPDX-License-Identifier: GPL-2.0-or-later
# Files and directories removed, refused, forced.
mkdir -p a/b/c d; touch a/f a/b/g d/h x y -- -dash; ln -s a l; chmod 400 x
rm x; rm y nothere; echo $?; rm -f nothere; echo $?; rm a; echo $?; rmdir a; echo $?; rmdir d; echo $?; rm -r a; ls
rm -- -dash; rm l; mkdir -p p/q/r; rmdir -p p/q/r; ls; rm -rf d nothere; ls | wc -l; unlink nothere; echo $?; touch z; unlink z; ls; rm; echo $?
