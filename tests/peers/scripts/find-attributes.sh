# SPDX-License-Identifier: GPL-2.0-or-later
# By size, time, mode, emptiness, links.
: >empty; head -c 3000 /dev/zero >big; mkdir hollow; chmod 700 big; ln big twin; touch -d '2000-01-01' old
find . -empty | sort; find . -type f -size +2k | sort; find . -size -1k -type f | sort; find . -perm 700 | sort; find . -perm -100 -type f | sort; find . -links 2 -type f | sort; find . -mtime +100; find . -newer old -type f | sort; find . -samefile big | sort; find . -user root | wc -l; find . -inum $(stat -c %i big) | sort
