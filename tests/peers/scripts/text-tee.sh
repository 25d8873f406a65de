# SPDX-License-Identifier: GPL-2.0-or-later
# One input, several outputs.
echo hello | tee a b; cat a b; echo more | tee -a a >/dev/null; cat a; seq 1 1000 | tee c | md5sum; md5sum <c; echo x | tee /nowhere/x; echo $?
