# SPDX-License-Identifier: GPL-2.0-or-later
# The style of C and assembly that no compiler checks: an SPDX line first,
# 80 columns of 8-column tabs, no blanks at a line's end, tabs for indents,
# files of 300 lines and functions of 40 at most.
function complain(line, text) {
	printf "%s:%d: %s\n", file, line, text
	bad = 1
}
function end_of_file() {
	if (file && lines > 300)
		complain(lines, "file of more than 300 lines")
}
function width(text,	i, column) {
	for (i = 1; i <= length(text); i++)
		if (substr(text, i, 1) == "\t")
			column += 8 - column % 8
		else
			column++
	return column
}
FNR == 1 {
	end_of_file()
	file = FILENAME
	if ($0 !~ /SPDX-License-Identifier: GPL-2\.0-or-later/)
		complain(1, "no SPDX line")
}
{ lines = FNR }
width($0) > 80 { complain(FNR, "line of more than 80 columns") }
/[ \t]$/ { complain(FNR, "blanks at the end of the line") }
/^        / { complain(FNR, "indent of blanks, not of tabs") }
/TODO|FIXME|XXX|HACK/ { complain(FNR, "a note that something is missing") }
/^{/ { body = FNR }
/^}/ && body {
	if (FILENAME ~ /\.c$/ && FNR - body > 41)
		complain(body, "function of more than 40 lines")
	body = 0
}
END {
	end_of_file()
	exit bad
}
