# SPDX-License-Identifier: GPL-2.0-or-later
# Listings in several forms.
mkdir d; touch b a .h 'with space'; printf 123 >c; ln -s a l; chmod 755 c; touch -d '2001-02-03 04:05' a b c 'with space' d
ls; ls -a; ls -A; ls -1; ls -p; ls -F; ls -d d; ls -r; ls -S c a; ls -l a c | sed 's/  */ /g'; ls -ld d | cut -c1-10; ls -R; ls -x -w 40; ls -C -w 20
ls -n a | cut -d' ' -f1; ls nothere; echo $?; ls -Q 2>/dev/null || ls -lL l | cut -c1-10; ls -t a d | sort; ls -h -s c | sed 's/.* //'
