# SPDX-License-Identifier: GPL-2.0-or-later
# Children that outlive their parents.
mkfifo go; (sh -c '(read x; echo orphan >out) <go &'; echo parent gone); ls; echo >go; until [ -s out ]; do usleep 1000; done; cat out; rm out go
i=0; while [ $i -lt 30 ]; do i=$((i + 1)); (sleep 0.05 && : >ended$i &) ; done; until set -- ended* && [ $# = 30 ]; do usleep 1000; done; rm ended*; echo done
