# SPDX-License-Identifier: GPL-2.0-or-later
# Times set and copied.
touch a; touch -d '2000-01-02 03:04:05' b; stat -c '%n %X %Y' b; touch -r b c; stat -c %Y c; touch -t 199912312359 d; stat -c %y d; touch -c nothere; ls
touch -d nonsense e; echo $?; [ a -nt b ]; echo $?; mkdir x; touch -d @0 x; stat -c %Y x; touch /nowhere/x; echo $?; touch -d '12:34:00' f; stat -c %y f | cut -d' ' -f2; touch -h -d @5 b; stat -c %Y b
