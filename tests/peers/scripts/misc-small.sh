# SPDX-License-Identifier: GPL-2.0-or-later
# Applets that need a line each.
ash -c 'echo ash; exit 2'; echo $?; ascii | head -n 4; echo x >a; link a b; [ a -ef b ]; echo $?; link nothere c; echo $?; mkdir -p d/e; nuke d a b; ls; seq 3 >f; less f; more f; more f f | wc -l
killall nosuchprogram; echo $?; ipcalc -bnm 10.1.2.3 255.255.0.0; ipcalc -p 10.0.0.1 255.0.0.0; svok .; echo $?; rm f; cat nothere | lzma -dc; echo $?
linux64 echo sixty; findfs LABEL=nosuchlabel 2>/dev/null; echo $?; dc -e '2 3 * p'; printf 'a,b\n' | awk -F, '{ print $2 }'; w --help 2>&1 | head -n 1 | cut -c1-7; time -f '%x' sh -c 'exit 3'; echo $?; usleep; echo $?; mkpasswd -m md5 a abcdefgh
mknod q p; ls -l q | cut -c1; rm q; mknod; echo $?
