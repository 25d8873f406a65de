# SPDX-License-Identifier: GPL-2.0-or-later
# First and last lines and bytes.
seq 1 30 >f; head -n 3 f; tail -n 3 f; head -c 10 f; tail -c 7 f; tail -n +28 f; head -n -27 f
head -n 1 f f; tail -q -n 1 f f; seq 1 5 | tail -n 2; head nothere; echo $?
