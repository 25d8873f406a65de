# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers, comparisons, strings.
expr 1 + 2; expr 7 / 2; expr 7 % 3; expr 3 \* 4; expr 1 - 5; expr a = a; expr a '<' b; expr 10 '<' 9; expr 2 '>=' 2
expr length hello; expr substr hello 2 3; expr index hello l; expr match hello 'h.*l'; expr hello : 'h\(.*\)o'
expr 0; echo $?; expr ''; echo $?; expr 1 / 0; echo $?; expr a + 1; echo $?; expr \( 1 + 2 \) \* 3; expr 1 '|' 0; expr 0 '&' 1; expr; echo $?
