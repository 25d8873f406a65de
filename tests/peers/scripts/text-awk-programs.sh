# SPDX-License-Identifier: GPL-2.0-or-later
# Arrays, functions, loops, getline, output to files.
seq 1 20 | awk '{ a[$1 % 3] += $1 } END { for (i = 0; i < 3; i++) print i, a[i]; delete a[0]; print (0 in a), (1 in a) }'
awk 'function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2) } BEGIN { print f(15) }'
awk 'BEGIN { while (i++ < 5) { if (i == 2) continue; if (i == 4) break; print i } do { j++ } while (j < 3); print j }'
awk 'BEGIN { n = split("a,b,c", p, ","); for (i = n; i; i--) printf "%s ", p[i]; print ""; s = "aXbXc"; print gsub(/X/, "-", s), s }'
awk 'BEGIN { "echo from a command" | getline x; print x; print "file" >"out"; close("out"); getline y <"out"; print y }'
awk 'BEGIN { if (match("foobar", /o+/)) print RSTART, RLENGTH; print substr("x", 0), tolower("ÀB"); exit 3 }'; echo $?
printf 'a b\nc d\n' | awk 'BEGIN { RS = ""; FS = "\n" } { print NF; print $2 }'; awk 'BEGIN { print ARGC, ARGV[1] }' arg
awk 'BEGIN { print 1 +* 2 }'; echo $?; awk '{ print }' nothere; echo $?
