# SPDX-License-Identifier: GPL-2.0-or-later
# If, case, while, until, for, break and continue.
i=0
while [ $i -lt 10 ]; do
	i=$((i + 1))
	[ $i = 3 ] && continue
	[ $i -gt 6 ] && break
	if [ $((i % 2)) = 0 ]; then echo even $i; elif [ $i = 5 ]; then echo five; else echo odd $i; fi
done
until [ $i -eq 0 ]; do i=$((i - 1)); done; echo $i
for a in 1 2 3; do for b in x y z; do [ $b = y ] && continue 2; [ $a = 3 ] && break 2; echo $a$b; done; done
case "$i" in 1|2) echo small;; [0-9]) echo digit;; *) echo other;; esac
! true; echo $?; ! false; echo $?
