# A disk written, flushed, forgotten and read back, a KiB a call.
run /bin/rates write /dev/hda 1024 1024
run /bin/rates read /dev/hda 1024 1024
