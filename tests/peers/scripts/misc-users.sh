# SPDX-License-Identifier: GPL-2.0-or-later
# Who one is.
id -u; id -g; id -un; id; whoami; groups; id nobody; echo $?; id nosuch; echo $?; logname 2>/dev/null; touch f; chown 1000:100 f; stat -c '%u %g' f; chown nobody f; stat -c %u f; chgrp 7 f; stat -c %g f; chown nosuch f; echo $?; chown -R 5:6 .; stat -c '%u:%g' f; chown 0:0 f .
