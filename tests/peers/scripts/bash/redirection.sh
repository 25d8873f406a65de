# SPDX-License-Identifier: GPL-2.0-or-later
# Descriptors by name, both streams, here-documents.
echo one >f; echo two >>f; exec {fd}<f; read -u $fd a; read -u $fd b; echo $a $b; exec {fd}<&-; { echo out; echo err >&2; } &>both; cat both; { echo out; echo err >&2; } |& sort; cat <<-END >doc
	tab $((1 + 1))
	END
cat doc; echo x | { read y; echo $y; } ; cat <f >g 2>/dev/null; cat <nofile; echo $?; set -o noclobber; echo x >f; echo $?; echo y >|f; cat f; exec 3<>rw; echo hello >&3; cat rw; wc -c <<<12345
set -o pipefail; false | true; echo $? ${PIPESTATUS[@]}; seq 5 | while read i; do ((t += i)); done; echo ${t-lost}; shopt -s lastpipe; echo 7 | read last; echo $last
