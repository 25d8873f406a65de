# SPDX-License-Identifier: GPL-2.0-or-later
"""Events in words: what happened, with names for numbers."""

from __future__ import annotations

from collections.abc import Callable
from errno import errorcode
from typing import Final

from harness.machine.devices.ata_commands import COMMANDS
from harness.machine.events import Kind, access_kind
from harness.trace.happenings import Happening
from harness.trace.names import TaskNames
from harness.trace.wording import Wording

EXCEPTIONS: Final = {
    0: "divide error", 1: "debug", 2: "nmi", 3: "breakpoint", 4: "overflow", 5: "bound",
    6: "invalid opcode", 7: "no coprocessor", 8: "double fault", 10: "invalid TSS", 11: "segment not present",
    12: "stack fault", 13: "general protection", 14: "page fault",
    16: "floating point", 17: "alignment check",
}  # fmt: skip
PAGE_FAULT: Final = 14
# A letter an argument, as Linux's prototypes have them: d signed, x hexadecimal,
# s a string, b bytes; calls that are not listed show three in hexadecimal.
_SHAPES: Final = {
    "exit": "d", "fork": "", "read": "dxd", "write": "dbd", "open": "sxx", "close": "d", "waitpid": "dxx",
    "creat": "sx", "link": "ss", "unlink": "s", "execve": "sxx", "chdir": "s", "mknod": "sxx", "chmod": "sx",
    "lseek": "ddd", "getpid": "", "mount": "sssxx", "kill": "dd", "rename": "ss", "mkdir": "sx", "rmdir": "s",
    "dup": "d", "dup2": "dd", "pipe": "x", "brk": "x", "ioctl": "dxx", "fcntl64": "dxx", "getppid": "",
    "setsid": "", "munmap": "xx", "fsync": "d", "sync": "", "nanosleep": "xx", "wait4": "dxxx",
    "mmap2": "xxxxdx", "rt_sigaction": "dxxd", "rt_sigprocmask": "dxxd", "sigreturn": "", "stat64": "sx",
    "lstat64": "sx",
    "fstat64": "dx", "access": "sx", "swapon": "sx", "swapoff": "s", "reboot": "xxxx", "sched_yield": "",
    "pause": "", "exit_group": "d", "waitid": "ddxxx", "getdents64": "dxd", "symlink": "ss",
    "readlink": "sxd",    "truncate64": "sxx", "ftruncate64": "dxx", "setpgid": "dd", "umask": "x",
}  # fmt: skip


def say(event: Happening, wording: Wording, names: TaskNames) -> str:
    """Say in words what happened."""
    teller = _TELLERS.get(event.kind)
    return teller(event, wording, names) if teller else f"event of kind {event.kind}"


def _switch(event: Happening, wording: Wording, names: TaskNames) -> str:
    prev, following, cr3, _ = event.values
    pair = f"{names.name(prev, event.number)} -> {names.name(following, event.number)}"
    return f"switch {pair}, cr3 {cr3:#010x}"


def _kept(event: Happening, wording: Wording, names: TaskNames) -> str:
    _, following, cr3, _ = event.values
    return f"cr3 {cr3:#010x} kept for {names.name(following, event.number)}"


def _exception(event: Happening, wording: Wording, names: TaskNames) -> str:
    vector, error, cr2, ring = event.values
    name = EXCEPTIONS.get(vector, "exception")
    fault = f" at address {cr2:#010x}" if vector == PAGE_FAULT else ""
    walk = ""
    if event.walk:
        directory, table, _ = event.walk
        walk = f", directory entry {directory:#010x}" + (
            f", table entry {table:#010x}" if directory & 1 else ""
        )
    return f"{name} (vector {vector}, error {error:#x}){fault}, from ring {ring}{walk}"


def _interrupt(event: Happening, wording: Wording, names: TaskNames) -> str:
    vector, software, eax, ring = event.values
    if event.is_system_call:
        return f"{system_call(event, wording)}, from ring {ring}"
    return f"{'int' if software else 'interrupt'} {vector:#x}, from ring {ring}"


def system_call(event: Happening, wording: Wording) -> str:
    """Return the call with its arguments, as strace prints it."""
    name = wording.system_call(event.values[2])
    if not event.arguments:
        return name
    shape = _SHAPES.get(name.removeprefix("sys_"), "xxx")
    parts = (_argument(kind, at, event) for at, kind in enumerate(shape[: len(event.arguments)]))
    return f"{name}({', '.join(parts)})"


def _argument(kind: str, at: int, event: Happening) -> str:
    value = event.arguments[at]
    if kind == "d":
        return str(value - (1 << 32) if value >> 31 else value)
    text = event.texts.get(at)
    return f"{value:#x}" if text is None else quoted(text)


def quoted(text: bytes) -> str:
    r"""Return bytes of the guest as a string on one line.

    >>> quoted(b'a "b"\n\0\0')
    '"a \\"b\\"\\n"'
    """
    plain = text.rstrip(b"\0").decode("latin-1").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in plain) + '"'


def _escape(character: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\x{ord(character):02x}")


def _return(event: Happening, wording: Wording, names: TaskNames) -> str:
    return f"{wording.system_call(event.values[0])} = {result(event.values[1])}"


def result(value: int) -> str:
    """Return a system call's result, an error with its name.

    >>> result(0xFFFFFFFE), result(6), result(0xB7000000)
    ('-ENOENT', '6', '0xb7000000')
    """
    if value >= 0xFFFFF001:
        return f"-{errorcode.get(0x100000000 - value, 0x100000000 - value)}"
    return f"{value:#x}" if value >= 0x10000 else str(value)


def _exec(event: Happening, wording: Wording, names: TaskNames) -> str:
    return f"exec {quoted(event.texts.get(0, b''))}"


def _disk(event: Happening, wording: Wording, names: TaskNames) -> str:
    what, low, sectors, high = event.values
    known = COMMANDS.get(what & 0xFF)
    name = known.name if known else f"command {what & 0xFF:#04x}"
    where = f", {sectors} sectors from {high << 32 | low}" if sectors else ""
    return f"disk hd{'ab'[what >> 8 & 1]} {'fails ' if what >> 16 else ''}{name}{where}"


_TELLERS: Final[dict[int, Callable[[Happening, Wording, TaskNames], str]]] = {
    Kind.SWITCH: _switch,
    Kind.KEPT: _kept,
    Kind.EXCEPTION: _exception,
    Kind.INTERRUPT: _interrupt,
    Kind.RETURN: _return,
    Kind.EXEC: _exec,
    Kind.DISK: _disk,
    Kind.CR3: lambda e, w, n: f"cr3 {e.values[0]:#010x} -> {e.values[1]:#010x}",
    Kind.USER_ACCESS: lambda e, w, n: (
        f"task without mm touches {e.values[0]:#010x} ({access_kind(e.values[1])})"
    ),
    Kind.PORT: lambda e, w, n: (
        f"{'out' if e.values[2] >> 8 else 'in'} port {e.values[0]:#x}, {e.values[1]:#x}"
    ),
    Kind.CONSOLE: lambda e, w, n: f"console {quoted(e.texts.get(0, b''))}",
    Kind.FORK: lambda e, w, n: f"fork of task {e.values[1]}",
    Kind.EXIT: lambda e, w, n: f"exit, code {e.values[0]:#x}",
    Kind.WAKE: lambda e, w, n: f"wakes {n.name(e.values[0], e.number)}",
}
