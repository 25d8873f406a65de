# SPDX-License-Identifier: GPL-2.0-or-later
# Tests, globs, programs of busybox.
mkdir -p d/e; touch d/a.txt d/b.c d/e/c.txt .hid; shopt -s globstar nullglob; echo **/*.txt; echo *.none; shopt -u nullglob; echo *.none; shopt -s dotglob; echo *; ln -s a.txt d/l; [[ -L d/l && -e d/l && d/a.txt -ef d/l ]]; echo $?
find . -type f | sort | xargs -n 2 echo; umask 077; : >private; ls -l private | cut -c1-10; cd d; pushd e >/dev/null; dirs | wc -w; popd >/dev/null; cd - >/dev/null; printf '%s\n' d/* | tac; tar cf - d | tar tf - | sort; for f in d/*.{txt,c}; do echo ${f##*/}; done; test -N d/a.txt; hash -r; command -v cat | sed 's/.*\///'
