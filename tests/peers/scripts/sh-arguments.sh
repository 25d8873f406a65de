# SPDX-License-Identifier: GPL-2.0-or-later
# Long and many arguments.
set -- $(seq 1 3000); echo $# ${3000}; sh -c 'echo $#' "$@"
big=$(head -c 60000 /dev/zero | tr '\0' x); sh -c 'echo ${#1}' - "$big"
sh -c 'echo "[$0][$1][$2]"' zero '' 'two words'
sh -c 'echo "$@"' - -n -e
