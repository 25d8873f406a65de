seq 1 20 | grep 1 | sort -rn | sed 's/^/n /' | tr n N
echo one two three | wc -w
(echo out; echo err >&2) 2>&1 | cat -n
false | true; echo $?
