# SPDX-License-Identifier: GPL-2.0-or-later
# A supervisor is told its orders by name, one letter each.
mkdir -p a/supervise b; mkfifo a/supervise/ok a/supervise/control; head -c 20 /dev/zero >a/supervise/status
exec 3<>a/supervise/ok 4<>a/supervise/control
for order in u d o p c h a i t k x; do svc -$order ./a || echo "$order $?"; done; head -c 11 <&4; echo; svc -u b; echo $?; svc -u nothere; echo $?; rm -r a b
