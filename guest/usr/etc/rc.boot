# What a default boot shows. The verbs are in guest/usr/init/rc.c.
run /bin/mapper
run /bin/forktest
run /bin/sigtest
run /bin/segv
signal 11 /bin/segv self
run /bin/sleeper 30
# By now khelper's program, which nobody waits for, has had its turn.
exists /tmp/hotplug.seen
run /bin/spin 40
# Disks that are not there are no failure, here and below.
run /bin/swapon /dev/hdb
run /bin/pressure
bg /bin/sleeper patient
bg /bin/sleeper stubborn
bg /bin/pingpong 100
kunit
wait pingpong
run /bin/orphan 3
orphans 3 orphan
run /bin/flushed /dev/hda
run /bin/journal /dev/hda /mnt
run /bin/tree /mnt
run /bin/sysctl kernel/hung_task_timeout_secs 1
sleep 2500
