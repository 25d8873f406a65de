# SPDX-License-Identifier: GPL-2.0-or-later
# Qualifiers and patterns.
mkdir -p d/e; touch d/a d/b.txt d/e/c.txt; chmod +x d/a; ln -s a d/l; setopt extendedglob; print -l **/*.txt; print -l d/*(.) ; print d/*(/); print d/*(@); print d/*(*); print -l d/*(.:t); print d/^a*; print (d/)#*.none(N) end; print d/*(.om[1]:h); print nomatch*; echo $?
