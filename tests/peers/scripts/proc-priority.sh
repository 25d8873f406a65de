# SPDX-License-Identifier: GPL-2.0-or-later
# Nice, its limits, its inheritance.
nice; nice -n 5 nice; nice nice; nice -n 30 nice; (renice -n 3 -p $$ >/dev/null; nice); nice -n 2 sh -c 'nice -n 3 nice'; nice nosuch; echo $?; time -p true 2>&1 | cut -d' ' -f1
