# SPDX-License-Identifier: GPL-2.0-or-later
# Dates computed, formatted, refused.
date -u -d @0; date -u -d @1234567890 '+%Y-%m-%d %H:%M:%S %j %a %A %b %B %u %w %y %C %e %I %p %s %Z %%'
date -u -d '2005-03-02 12:34:56' +%s; date -u -d '2000.02.29-23:59:59' '+%F %T'; date -u -d 2005-02-30; echo $?
TZ=EST5EDT date -d @1120000000; TZ=CET-1CEST date -d @1120000000 +%H:%M%z; date -u -R -d @86400; date -u -I -d @86400; date -u -Iseconds -d @1
date -d nonsense; echo $?
