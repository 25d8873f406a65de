# SPDX-License-Identifier: GPL-2.0-or-later
# Three encodings there and back.
head -c 100 /dev/zero | tr '\0' Z >f; seq 1 50 >>f
base64 f; base64 f | base64 -d | cmp - f; echo $?; base64 -w 20 f | head -n 2
uuencode f name | head -n 3; uuencode -m f x >u; mkdir d; cd d; uudecode ../u; cmp x ../f; echo $?
printf 'bad!' | base64 -d; echo $?
