# SPDX-License-Identifier: GPL-2.0-or-later
# Indexed and associative, slices, appends, sorting.
a=(one two 'three four' [7]=eight); echo ${#a[@]} "${a[2]}" "${!a[@]}"; a+=(nine); echo "${a[@]: -2}" ${a[@]:1:2}
declare -A m=([x]=1 [y]=2); m[z]=3; for k in $(printf '%s\n' "${!m[@]}" | sort); do echo $k=${m[$k]}; done; unset 'm[x]'; echo ${#m[@]}
for ((i = 0, j = 10; i < j; i += 3, j--)); do echo $i $j; done; b=("${a[@]/e/E}"); printf '<%s>' "${b[@]}"; echo; declare -p a
list=(5 3 9 1); for ((i = 0; i < 4; i++)); do for ((j = 0; j < 3; j++)); do if ((list[j] > list[j + 1])); then t=${list[j]}; list[j]=${list[j + 1]}; list[j + 1]=$t; fi; done; done; echo ${list[*]}
mapfile -t lines < <(printf 'l1\nl2\nl3\n') 2>/dev/null || mapfile -t lines <<<$'l1\nl2\nl3'; echo ${#lines[@]} ${lines[-1]}
