# SPDX-License-Identifier: GPL-2.0-or-later
# Two thousand turns of pure shell.
i=0; s=0
while [ $i -lt 2000 ]; do i=$((i + 1)); s=$((s + i * i % 7)); done; echo $s
primes=; n=2
while [ $n -lt 200 ]; do
	p=1; d=2
	while [ $((d * d)) -le $n ]; do [ $((n % d)) = 0 ] && p=0 && break; d=$((d + 1)); done
	[ $p = 1 ] && primes="$primes $n"
	n=$((n + 1))
done
echo $primes
