# SPDX-License-Identifier: GPL-2.0-or-later
# Sizes summed.
mkdir -p d/e; head -c 10000 /dev/zero >d/a; head -c 5000 /dev/zero >d/e/b; du -a d | cut -f2 | sort; du -s nothere; echo $?; df nothere; echo $?; find d -type f -size +8k
