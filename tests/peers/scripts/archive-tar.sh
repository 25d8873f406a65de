# SPDX-License-Identifier: GPL-2.0-or-later
# Made, listed, extracted, appended.
mkdir -p d/e; echo 1 >d/a; echo 22 >d/e/b; ln -s a d/l; ln d/a d/h; chmod 600 d/a; touch -d @1000000000 d/a d/e/b d/e d; touch -h -d @1000000000 d/l 2>/dev/null
tar cf t.tar d/a d/e/b d/l d/h; tar tf t.tar; mkdir x; tar xf t.tar -C x; find x | sort; cat x/d/l; [ x/d/a -ef x/d/h ]; echo $?; stat -c '%a %Y' x/d/a; tar tvf t.tar | sed 's/  */ /g' | cut -d' ' -f1,3-
tar cf - d/e | tar tf - | sort; tar xOf t.tar d/e/b; tar cf u.tar --exclude d/e d; tar tf u.tar | sort; tar tf nothere; echo $?; head -c 700 t.tar | tar tf - >/dev/null 2>&1; echo $?; tar xf t.tar -C x d/a; rm -r x; printf 'd/a\n' | tar cf v.tar -T -; tar tf v.tar; rm *.tar
