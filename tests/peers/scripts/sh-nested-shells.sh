# SPDX-License-Identifier: GPL-2.0-or-later
# Shells in shells, a hundred processes.
sh -c 'sh -c "sh -c \"echo deep; exit 3\"; echo \$?"; exit 4'; echo $?
i=0; while [ $i -lt 100 ]; do (exit $((i % 5))); t=$((t + $?)); i=$((i + 1)); done; echo $t
echo 'echo "$0 $1 $#"' >show; sh ./show a b; cat show | sh -s x
