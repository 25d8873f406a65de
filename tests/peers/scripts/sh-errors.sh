# SPDX-License-Identifier: GPL-2.0-or-later
# Syntax errors say where.
sh -c 'if true; then echo x'; echo $?
sh -c 'echo a; done'; echo $?
sh -c 'echo "unterminated'; echo $?
sh -c 'for in x; do :; done'; echo $?
sh -c 'f( { :; }'; echo $?
printf 'echo fine\n\n)\n' >bad.sh; sh bad.sh; echo $?
sh nofile.sh; echo $?
