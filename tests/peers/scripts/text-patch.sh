# SPDX-License-Identifier: GPL-2.0-or-later
# A diff applied, reversed, refused.
seq 1 20 >f; cp f g; sed -i -e 5s/5/five/ -e 15d g; diff -u f g >change
patch f <change; cmp f g; echo $?; patch -R f <change; seq 1 20 | cmp - f; echo $?
echo other >f; patch f <change; echo $?; ls | sort
