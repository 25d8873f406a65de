# SPDX-License-Identifier: GPL-2.0-or-later
# Chmod by numbers and letters, umask, refusals.
touch f; for m in 644 755 000 4755 2711 1777 7777 u+x g-w o=r a+w u=rwx,g=rx,o= +x -w u=g; do chmod $m f; stat -c "$m %a %A" f; done
mkdir d; chmod 2750 d; mkdir d/e; stat -c '%a %n' d; umask 027; touch g; mkdir h; stat -c '%a %n' g h; umask; umask -S; chmod -R u+w,o+r h; stat -c %a h
chmod 999 f; echo $?; chmod u+q f; echo $?; chmod 644 nothere; echo $?; install -m 600 f i; stat -c '%a %s' i; install -d j/k; ls j
