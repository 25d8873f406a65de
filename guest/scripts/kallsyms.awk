# SPDX-License-Identifier: GPL-2.0-or-later
# From `nm -n` of a linked kernel to the assembly of kernel/kallsyms.c's
# tables. No symbols make an empty table, for the link that comes first.
$3 == "_stext" { base = $1 }
base && $2 ~ /^[tT]$/ && $3 !~ /^_(stext|etext)$/ && !($1 in seen) {
	seen[$1] = 1
	addr[n] = $1
	name[n++] = $3
}
END {
	print "\t.section .kallsyms, \"a\"\n\t.align 4"
	print "\t.globl kallsyms_num, kallsyms_table, kallsyms_names"
	print "kallsyms_num:\n\t.long " n + 0 "\nkallsyms_table:"
	for (i = 0; i < n; i++) {
		print "\t.long 0x" addr[i] " - 0x" base ", " offset + 0
		offset += length(name[i]) + 1
	}
	print "kallsyms_names:"
	for (i = 0; i < n; i++)
		print "\t.asciz \"" name[i] "\""
	print "\t.section .note.GNU-stack, \"\", @progbits"
}
