# SPDX-License-Identifier: GPL-2.0-or-later
# Renames onto nothing, onto files, into and onto directories.
echo 1 >a; echo 2 >b; mkdir d e; echo 3 >d/x
mv a c; cat c; mv b c; cat c; mv c d; ls d; mv d e; ls e/d; mv e/d e/renamed; ls e; mv nothere x; echo $?
echo 4 >f; mv -n f e/renamed/x; cat e/renamed/x; ls f; mv -f f e/renamed/x; cat e/renamed/x; mkdir g; mv e/renamed/x g; mv e g/; ls -R g
touch t; mkdir u; mv t u/t; mv u/t u/t; echo $?; mv g g/inner; echo $?; mv u t; mv t nodir/; echo $?; mv t/t t2; mkdir t2d; mv -T t2 t2d 2>/dev/null; echo $?
