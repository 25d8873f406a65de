# SPDX-License-Identifier: GPL-2.0-or-later
# A table edited for a user, refused where there is none.
crontab -c . -l; echo $?; echo '1 2 3 4 5 echo x' >tab; crontab -c . tab; echo $?; crontab -c . -l; crontab -c . -r; ls; crontab -c nothere tab; echo $?
