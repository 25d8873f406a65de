# SPDX-License-Identifier: GPL-2.0-or-later
# What stat says.
printf 12345 >f; mkdir d; ln -s f l; chmod 640 f; touch -d '2003-04-05 06:07:08' f
stat -c '%n %s %a %F %U %G %h %Y %y %t' f; stat -c '%N %F %s' l; stat -Lc '%n %F %s' l; stat -c %F d /dev/null; mkfifo p; stat -c %F p; rm p
stat nothere; echo $?; stat -c '%A %i' f | cut -d' ' -f1; touch -d @86399 f; stat -c %Y f; ls -l --full-time f | sed 's/.* 1970/1970/'
