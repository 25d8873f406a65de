# SPDX-License-Identifier: GPL-2.0-or-later
# Sizes set up and down, holes read as zeros.
printf 'hello world' >f; truncate -s 5 f; cat f; echo; truncate -s 10 f; od -c f; truncate -s +3 f; wc -c f; truncate -s -8 f; wc -c f; truncate -s 1M g; wc -c g; md5sum g; truncate -c -s 5 nothere; ls; truncate f; echo $?
fallocate -l 100 h; wc -c h; : >f; wc -c f; truncate -s 0 g; printf x | dd of=g bs=1 seek=5000 2>/dev/null; wc -c g; tr -d '\0' <g; echo
