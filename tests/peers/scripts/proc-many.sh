# SPDX-License-Identifier: GPL-2.0-or-later
# Sixty processes at once through one pipe.
i=0; { while [ $i -lt 60 ]; do i=$((i + 1)); (sleep 0.1; echo $i) & done; wait; } | sort -n | md5sum; i=0; while [ $i -lt 60 ]; do i=$((i + 1)); true | cat >/dev/null; done; echo $i
