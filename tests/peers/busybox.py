# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's static i386 busybox: on this machine's Linux, and in the guest from an initrd.

    python -m tests.peers.busybox OUT.cpio      (what `make programs` runs)

packs an initrd with it, to be tried by hand:

    harness run build/guest/kernel.elf --initrd OUT.cpio --append init=/bin/sh --console
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

from harness.image.cpio import Entry, directory, file, pack, symlink
from harness.image.elf import read_elf
from harness.image.layout import Layout
from harness.machine.disk import DiskSpec
from harness.machine.machine import Machine
from harness.run.kernel_path import default_kernel
from tests.peers.debian import Unobtainable, fetch, lacking, need

# Its shell finds its own applets without PATH, and must find no others.
ENVIRONMENT = {"PATH": "/nowhere", "HOME": "/root", "LANG": "C", "TZ": "UTC"}
ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "group": "root:x:0:\nusers:x:100:\nnogroup:x:65534:\n",
}
# Linked where the initial file system has names of its own.
IN_INITRAMFS = ("bin", "dev", "etc", "mnt", "proc", "root", "sbin", "tmp")


@cache
def applets(busybox: Path) -> tuple[str, ...]:
    """Returns the paths, without the first slash, of what this busybox can be called as.

    Raises Unobtainable when this Linux does not run i386 programs.
    """
    try:
        listed = subprocess.check_output([busybox, "--list-full"], text=True, timeout=600)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unobtainable(f"Linux runs no i386 programs here (CONFIG_IA32_EMULATION): {error}") from None
    return tuple(name for name in listed.split() if name != "bin/busybox")


def need_busybox() -> Path:
    """Returns busybox's path; skips the test when it is missing or Linux does not run it."""
    busybox = need("busybox")
    try:
        applets(busybox)
    except Unobtainable as error:
        lacking(str(error))
    return busybox


def initrd(busybox: Path, more: Iterable[Entry] = ()) -> bytes:
    """Returns an archive with busybox, a link for each applet, /etc, and ``more``."""
    entries = {f"etc/{name}": file(f"etc/{name}", text.encode()) for name, text in ETC.items()}
    entries["bin/busybox"] = file("bin/busybox", busybox.read_bytes(), 0o755)
    for name in applets(busybox):
        entries[name] = symlink(name, "/bin/busybox")
    entries.update((entry.name, entry) for entry in more)
    for name in list(entries):
        for parent in PurePosixPath(name).parents:
            if str(parent) != ".":
                entries.setdefault(str(parent), directory(str(parent)))
    return pack(entries.values())


def machine(
    archive: bytes,
    init: str,
    *,
    append: str = "",
    disks: Iterable[str] = (),
    memory: int = 64,
    policy: str = "lazy",
) -> Machine:
    """Returns a machine, not yet run, whose process 1 is ``init`` out of ``archive``."""
    return Machine.load(
        read_elf(default_kernel()),
        Layout(memory_bytes=memory << 20),
        policy=policy,
        command_line=f"init={init} {append}".strip(),
        initrd=archive,
        disks=[DiskSpec.parse(disk) for disk in disks],
    )


def main() -> int:
    """Packs the initrd into the file that the command line names."""
    try:
        Path(sys.argv[1]).write_bytes(initrd(fetch("busybox")))
    except Unobtainable as error:
        print(error, file=sys.stderr)
        return 1
    print(sys.argv[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())
