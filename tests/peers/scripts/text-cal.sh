# SPDX-License-Identifier: GPL-2.0-or-later
# Calendars and dates far away.
cal 2 2004; cal 9 1752; cal 1 1970; cal 2005 | head -n 12; cal 13 2000; echo $?
