# Files written, read back and removed.
run /bin/filer /tmp/filer 24 32
