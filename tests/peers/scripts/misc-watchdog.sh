# SPDX-License-Identifier: GPL-2.0-or-later
# What feeds a watchdog stops when it is told to, and says so to the device.
touch dev; watchdog -F -t 100ms dev 2>err & until [ -s dev ]; do usleep 10000; done; kill $!; wait $!; echo $?
tr -s '\0' <dev | od -c; cat err; watchdog -F nothere; echo $?; watchdog -F -t x dev; echo $?; rm dev err
