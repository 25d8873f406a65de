# SPDX-License-Identifier: GPL-2.0-or-later
# Which calls change which times.
touch -d @1000 f; cat f; stat -c %Y f; echo x >>f; [ $(stat -c %Y f) -gt 1000 ]; echo $?; touch -d @1000 f; chmod 600 f; stat -c %Y f; [ $(stat -c %Z f) -gt 1000 ]; echo $?
mkdir d; touch -d @1000 d; touch d/x; [ $(stat -c %Y d) -gt 1000 ]; echo $?; touch -d @1000 d; rm d/x; [ $(stat -c %Y d) -gt 1000 ]; echo $?
touch -d @1000 f d; mv f g; stat -c %Y g; truncate -s 0 g; [ $(stat -c %Y g) -gt 1000 ]; echo $?; touch -d @1000 g; ln g h; stat -c %Y g; stat -c %X d
