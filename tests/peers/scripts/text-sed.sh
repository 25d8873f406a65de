# SPDX-License-Identifier: GPL-2.0-or-later
# Substitutions, addresses, commands.
seq 1 10 >f
sed 's/1/one/' f | head -n 2; sed -n 3p f; sed '2,8d' f; sed '/5/,$d' f; sed -n '$=' f; sed '3q' f
sed -n '/4/,/6/p' f; sed '1~3d' f; sed 's/./&&/g' f | tail -n 1; sed -e '2i\
before' -e '3a\
after' -e '4c\
changed' f | head -n 7
echo 'hello world' | sed 's/\(.*\) \(.*\)/\2 \1/'; echo aaa | sed 's/a/b/2'; echo a/b | sed 's,/,|,'; echo AbC | sed 's/b/X/I'
echo abc | sed y/abc/xyz/; printf 'a\nb\nc\n' | sed ':x;N;$!bx;s/\n/,/g'; sed -E 's/([0-9])0/<\1>/' f | tail -n 1
