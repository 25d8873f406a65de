# SPDX-License-Identifier: GPL-2.0-or-later
# Six of them, there and back.
seq 1 3000 >f; for c in gzip bzip2; do $c -c f >f.$c; ls -l f.$c | awk '{ print ($5 < 14000) }'; $c -dc f.$c | cmp - f; echo $?; done
gzip f; ls; gunzip f.gz; ls; gzip -9 -k f 2>/dev/null || gzip -9c f >f.gz; zcat f.gz | md5sum; gzip -t f.gz; echo $?; bzip2 -k f; bzcat f.bz2 | md5sum; bunzip2 -c f.bz2 | cmp - f; echo $?
gzip -dc f >/dev/null; echo $?; head -c 100 f.gz | gunzip >/dev/null; echo $?; printf 'x' | gzip | zcat; echo; cat f.gz f.gz | zcat | wc -l; rm f.*; printf '\037\235\220\141\306\014\006\000' | uncompress 2>&1 | od -c | head -n 1
