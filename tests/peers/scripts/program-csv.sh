# SPDX-License-Identifier: GPL-2.0-or-later
# A table joined, summed and formatted.
cat >people <<END
1,ann,10
2,bob,20
3,cid,30
END
cat >places <<END
1,paris
3,rome
END
awk -F, 'NR == FNR { p[$1] = $2; next } $1 in p { printf "%-5s %-6s %3d\n", $2, p[$1], $3 }' places people
awk -F, '{ s += $3; n++ } END { print s, s / n }' people; cut -d, -f2 people | sort -r | paste -s -d:; while IFS=, read id name n; do echo "$name has $((n * 2))"; done <people; sed 's/\([^,]*\),\([^,]*\),.*/\2=\1/' people
