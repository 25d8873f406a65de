# SPDX-License-Identifier: GPL-2.0-or-later
# Dumps in several forms.
printf 'Hello, world\n\000\377\020' >f
od f; od -c f; od -x f; od -b f; od -A x -t x1 f; od -t d2 f; od -N 4 -t u1 f; od -j 3 -c f
hexdump f; hexdump -C f; hexdump -e '4/1 "%02x " "\n"' f; xxd f; xxd -p f; xxd -p f | xxd -r -p | cmp - f; echo $?
od -t x4 -w8 f; hexdump -n 5 -s 2 -C f
