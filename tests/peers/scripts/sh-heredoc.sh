# SPDX-License-Identifier: GPL-2.0-or-later
# Documents with and without expansion.
name=world
cat <<END
hello $name $((6 * 7)) $(echo nested)
\$escaped
END
cat <<'END'
raw $name $(false)
END
cat <<-END | tr a-z A-Z
	tabs go
		away
	END
cat <<ONE; cat <<TWO
first
ONE
second
TWO
while read -r a b; do echo "$b-$a"; done <<END
1 one
2 two three
END
big=$(seq 1 3000); cat <<END | tail -n 1
$big
END
