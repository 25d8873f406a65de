# SPDX-License-Identifier: GPL-2.0-or-later
# From asm-offsets.s: with form=header the macros that entry.S needs, else
# the assembly that makes absolute symbols of the offsets.
BEGIN {
	print "/* Made from asm-offsets.c. */"
	if (form != "header")
		print "\t.section .note.GNU-stack, \"\", @progbits"
}
match($0, /->[^"]*/) {
	split(substr($0, RSTART + 2, RLENGTH - 2), part, " ")
	name = part[1]
	if (form == "header") {
		gsub(/\./, "_", name)
		print "#define " name " " part[2]
	} else {
		print "\t.globl " name "\n" name " = " part[2]
	}
}
