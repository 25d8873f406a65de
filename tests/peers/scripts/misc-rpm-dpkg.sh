# SPDX-License-Identifier: GPL-2.0-or-later
# Package tools refuse what is no package.
echo junk >p; dpkg-deb -c p; echo $?; dpkg -i p 2>/dev/null; echo $?; rpm2cpio p 2>/dev/null; echo $?; rpm -qp p 2>/dev/null; echo $?; ar p p; echo $?
