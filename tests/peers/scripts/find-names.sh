# SPDX-License-Identifier: GPL-2.0-or-later
# By name, path, type, depth.
mkdir -p a/b/c x; touch a/one.txt a/b/two.c a/b/c/three.txt x/.hid; ln -s one.txt a/link; mkfifo x/p
find . | sort; find . -name '*.txt' | sort; find . -iname 'TWO*'; find . -type d | sort; find . -type l; find . -type p; find . -path '*b/c*' | sort; find . -maxdepth 1 | sort; find . -mindepth 3 | sort; find a x -name '.*'
find . -regex '.*/t.*' | sort; find nothere; echo $?; find . -name b -prune -o -print | sort; find . ! -name '*.txt' -type f | sort; find . \( -name one.txt -o -name two.c \) | sort; rm x/p
