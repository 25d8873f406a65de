# SPDX-License-Identifier: GPL-2.0-or-later
# Hard and symbolic, chains, loops.
echo x >a; ln a b; ln -s a c; ln -s c d; ln -s loop1 loop2; ln -s loop2 loop1; ls -l c d loop1 | sed 's/.* \([^ ]* -> \)/\1/'
cat b c d; cat loop1; echo $?; stat -c %h a; rm a; cat b; cat c; echo $?; ln b; echo $?; ln -s b b; echo $?; ln -sf b c; cat c; ln b . ; echo $?
readlink c; readlink -f d; readlink b; echo $?; mkdir e; ln -s ../b e/b; cat e/b; ln -s e f; cat f/b; ln nothere g; echo $?; ln -s /no/such g; ls -L g; echo $?
realpath e/../b nothere | sed 's/.*place/place/'; ln e h; echo $?
rm g d
