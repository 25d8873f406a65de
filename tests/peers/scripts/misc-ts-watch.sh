# SPDX-License-Identifier: GPL-2.0-or-later
# Helpers that wrap other programs.
echo x | ts '%%'; cat /dev/null | tac; usleep 1000; echo $?; env A=1 sh -c 'echo $A'; setarch 2>/dev/null; linux32 sh -c 'echo arch'; nohup true 2>/dev/null; tee </dev/null; shred -n 1 -u nothere; echo $?; echo gone >f; shred -u f; ls
