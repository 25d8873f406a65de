# SPDX-License-Identifier: GPL-2.0-or-later
# Printed, executed, deleted.
mkdir -p d/e; for i in 1 2 3; do echo $i >d/$i; done; find d -type f -exec cat {} \; | sort; find d -type f -exec echo {} + | tr ' ' '\n' | sort; find d -type f -print0 | tr '\0' '\n' | sort; find d -name 2 -delete; find d | sort; find d -type f -quit; find d -type f -exec false \; ; echo $?
find d -type f | sort | xargs cat; find d -depth | tail -n 1; find d -exec test -d {} \; -print | sort; find d -name 1 -exec sh -c 'echo "$1 $0"' {} x \;
