# SPDX-License-Identifier: GPL-2.0-or-later
# Children that outlive their parents.
(sh -c '(sleep 0.3; echo orphan >out) &'; echo parent gone); ls; sleep 0.8; cat out; rm out; i=0; while [ $i -lt 30 ]; do i=$((i + 1)); (sleep 0.05 &) ; done; sleep 0.4; echo done
