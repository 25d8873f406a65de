# SPDX-License-Identifier: GPL-2.0-or-later
# Hold space, branches, files, in place.
printf 'one\ntwo\nthree\n' >f
sed -n '1!G;h;$p' f; sed '$!N;s/\n/ /' f; sed = f | sed 'N;s/\n/\t/'; sed G f | sed -n '$p' | wc -c
printf '/two/{\ns/t/T/\nw out\n}\n' >script; sed -f script f; cat out
cp f g; sed -i 's/one/ONE/' g; cat g; sed -i.bak 2d g; ls g*; sed -n '/one/!p' f; sed -n 'l' f | head -n 1
echo 'a,b,c' | sed 's/,/\n/g'; echo x | sed 's/x/[&]\&/'; sed 's/a/b' f; echo $?; sed nonsense f; echo $?; sed p nothere; echo $?
