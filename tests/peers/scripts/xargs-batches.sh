# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments gathered, placed, split.
seq 1 10 | xargs echo; seq 1 10 | xargs -n 3 echo; echo a b c | xargs -I X echo '<X>'; printf 'a\nb c\n' | xargs -I {} echo '[{}]'; printf 'a b\0c\0' | xargs -0 -n 1 echo; echo x | xargs -t echo; : | xargs echo none; : | xargs -r echo none
echo 'a "b c" d\ e' | xargs -n 1 echo; seq 1 5 | xargs -n 2 sh -c 'echo $# $0'; echo 1 | xargs false; echo $?; echo 1 | xargs nosuch; echo $?; seq 1 1000 | xargs -s 100 echo | wc -l; echo a b | xargs -E b echo; seq 4 | xargs -n 1 -P 2 echo | sort
