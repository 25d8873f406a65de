# SPDX-License-Identifier: GPL-2.0-or-later
# What programs are given.
env -i A=1 B=2 env | sort; env -u HOME sh -c 'echo [$HOME]'
X=5 sh -c 'echo $X'; echo "[$X]"; export Y=6; sh -c 'echo $Y'; unset Y; sh -c 'echo [$Y]'
env | sort | grep -v ^_; readonly R=1; (R=2); echo $?
env nosuchprogram; echo $?
long=$(seq 1 2000 | tr '\n' ' '); L="$long" sh -c 'echo ${#L}'
