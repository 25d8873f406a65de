# SPDX-License-Identifier: GPL-2.0-or-later
# What is told of kernel modules, none of which is loaded.
release=$(uname -r); m=root/lib/modules/$release; mkdir -p $m/kernel root/proc; cp /proc/self/exe root/busybox
module() { printf "\177ELF\0license=GPL\0author=Somebody\0$2" >$m/kernel/$1.ko; }
module first 'depends=second\0alias=pci:v*first\0description=The first\0parm=size:How many\0'; module second 'depends=\0alias=other\0'
depmod -b root $release; echo $?; sort $m/modules.dep; cat $m/modules.alias; depmod -n -b root $release | sort | head -n 3; depmod -b nothere; echo $?
bb() { chroot root /busybox "$@"; }
for field in description license author depends alias parm; do bb modinfo -F $field first; done; bb modinfo second | sed "s/$release/RELEASE/"; bb modinfo third 2>&1 | sed "s/$release/RELEASE/"
bb modprobe -D first | sed "s/$release/RELEASE/"; bb modprobe -l | sort; bb modprobe -q third; echo $?; bb modprobe third 2>&1 | sed "s/$release/RELEASE/"; bb insmod /nothere; echo $?; bb lsmod; bb rmmod; echo $? 
rm -r root
