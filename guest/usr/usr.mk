# SPDX-License-Identifier: GPL-2.0-or-later
# User programs and the initial file system. Included by the top Makefile; it
# also works alone, from the top: make -f guest/usr/usr.mk
USR_SRC := guest/usr
USR_OUT := build/guest/usr
# Each file of bin/ is a program.
USR_PROGRAMS := $(basename $(notdir $(wildcard $(USR_SRC)/bin/*.c)))

# -fno-tree-loop-distribute-patterns: memset() must not become a call of itself.
USR_CFLAGS := -m32 -march=i686 -mno-sse -mno-mmx -ffreestanding -fno-pic \
	-fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-tree-loop-distribute-patterns -O2 -g -std=gnu11 -Wall -Wextra \
	-Werror -isystem $(USR_SRC)/include -MMD -MP
USR_LDFLAGS := -m32 -nostdlib -static -no-pie -Wl,--build-id=none \
	-Wl,-z,max-page-size=4096 -Wl,--no-warn-rwx-segments

USR_LIB := $(patsubst %,$(USR_OUT)/lib/%.o,auxv crt0 check dir ext3 files malloc memory \
	memory_info mount printf pty session signal stdlib string syscalls \
	thread)
USR_INIT := $(patsubst %,$(USR_OUT)/init.d/%.o,children init rc shell)
USR_SH := $(patsubst %,$(USR_OUT)/sh.d/%.o,builtin job parse sh)
USR_ELF := $(addprefix $(USR_OUT)/,init sh $(USR_PROGRAMS))
USR_LIST := $(USR_SRC)/etc/initramfs.list
INITRAMFS := build/guest/initramfs.cpio

.PHONY: initramfs
initramfs: $(INITRAMFS)

$(INITRAMFS): harness/image/cpio.py $(USR_LIST) $(USR_ELF) \
		$(wildcard $(USR_SRC)/etc/rc.*)
	python3 harness/image/cpio.py $@ $(USR_LIST)

# NAME.elf keeps its symbols for the host's tools; the guest gets NAME.
$(USR_ELF): %: %.elf
	objcopy --strip-all $< $@

$(USR_OUT)/init.elf: $(USR_INIT)
$(USR_OUT)/sh.elf: $(USR_SH)
$(foreach p,$(USR_PROGRAMS),$(eval $(USR_OUT)/$(p).elf: $(USR_OUT)/bin/$(p).o))

$(USR_ELF:=.elf): $(USR_LIB) $(USR_OUT)/user.lds
	$(CC) $(USR_LDFLAGS) -Wl,-T,$(USR_OUT)/user.lds -o $@ \
		$(filter %.o,$^)

$(USR_OUT)/user.lds: linker/user.lds.S
	@mkdir -p $(@D)
	$(CC) -E -P -x c -o $@ $<

$(USR_OUT)/lib/%.o: $(USR_SRC)/lib/%.c
	@mkdir -p $(@D)
	$(CC) $(USR_CFLAGS) -c -o $@ $<

$(USR_OUT)/lib/%.o: $(USR_SRC)/lib/%.S
	@mkdir -p $(@D)
	$(CC) -m32 -g -MMD -MP -c -o $@ $<

$(USR_OUT)/bin/%.o: $(USR_SRC)/bin/%.c
	@mkdir -p $(@D)
	$(CC) $(USR_CFLAGS) -c -o $@ $<

$(USR_OUT)/init.d/%.o: $(USR_SRC)/init/%.c
	@mkdir -p $(@D)
	$(CC) $(USR_CFLAGS) -c -o $@ $<

$(USR_OUT)/sh.d/%.o: $(USR_SRC)/sh/%.c
	@mkdir -p $(@D)
	$(CC) $(USR_CFLAGS) -c -o $@ $<

-include $(wildcard $(USR_OUT)/*/*.d)
