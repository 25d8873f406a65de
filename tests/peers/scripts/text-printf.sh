# SPDX-License-Identifier: GPL-2.0-or-later
# Formats of all kinds.
printf '%d %5d|%-5d|%05d %+d %x %X %o %c %s\n' 42 42 42 42 42 255 255 8 xyz str
printf '%s-%s\n' a b c d; printf '%%|%b|%q\n' 'a\tb' 'it is' 2>&1; printf '%.3f %e %g %G\n' 3.14159 31415.9 0.00001 1e20
printf '%5.2s|%-5s|%*d\n' abc de 6 7; printf '\x41\101\n\a' | od -c; printf '%d\n' abc; echo $?; printf '%d\n' 0x1f 010 "'A"; printf; echo $?
printf '%s\n' "$(printf 'a\nb')"; printf 'no newline'; echo; printf '%u\n' -1; printf '%i\n' 99999999999
