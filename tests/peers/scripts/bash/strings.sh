# SPDX-License-Identifier: GPL-2.0-or-later
# Cases, patterns, quoting, formats.
v='Hello World'; echo ${v^^} ${v,,} ${v~} ${v:6} ${v: -5:3} ${v//o/0} ${v/#Hello/Bye} ${v/%World/all} ${#v}
printf -v p '%05.1f|%-6s|%q' 3.14159 ab "it's"; echo "$p"; printf '%(%Y)T\n' 0; echo {a,b}{1..3} {01..10..3} {z..w}; x=v; echo ${!x}; echo ${v@Q} ${v@U}
shopt -s extglob; f=file.tar.gz; echo ${f%%.*(?)} ${f/@(tar|zip)/X}; [[ $v == H*d && ! $v < A ]] && echo matched; [[ 2005-03-02 =~ ^([0-9]+)-([0-9]+) ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[2]}
read -r a b <<<"here string words"; echo "$b"; IFS=, read -ra parts <<<'x,y,,z'; echo ${#parts[@]} "${parts[3]}"; echo $'\u00e9\t|' "$(echo "nested "'quotes "in" here')"
