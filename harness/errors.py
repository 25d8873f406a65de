# SPDX-License-Identifier: GPL-2.0-or-later
"""The one tree of errors; each message says what, where, and what to do.

Stopping is not an error: a guest that panics or hangs ends its run with a
:class:`harness.machine.stop.Stop`.  Exceptions are for misuse and bad input.
"""

from __future__ import annotations

EXIT_FINE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_PANIC = 3
EXIT_BUDGET = 4
EXIT_SHUTDOWN = 5
EXIT_UNREADABLE = 6
EXIT_HALTED = 7
EXIT_BUS = 8
EXIT_INTERRUPTED = 130
# As shells say it: with the signal's number added.
SIGNAL_EXIT = 128


class HarnessError(Exception):
    """Root of the tree; ``exit_code`` is what the command line ends with."""

    exit_code = EXIT_USAGE


class ConfigError(HarnessError):
    """The caller asked for something the machine cannot be."""


class LayoutError(ConfigError):
    """An address-space layout breaks a rule; the message names the rule."""


class UnusableFileError(HarnessError):
    """A file that was named cannot be used; ``remedy`` says what to do instead."""

    exit_code = EXIT_UNREADABLE

    def __init__(self, path: str, what: str, remedy: str) -> None:
        super().__init__(f"{path}: {what}; {remedy}")
        self.path = path
        self.what = what
        self.remedy = remedy


class ImageError(UnusableFileError):
    """A kernel image cannot be used; ``path`` names the file."""


class SnapshotError(UnusableFileError):
    """A snapshot file cannot be used; ``path`` names it."""


class DiskError(UnusableFileError):
    """A disk image cannot be used; ``path`` names the file."""


class CrashError(HarnessError):
    """A workload whose power is to be cut does not run to its end by itself."""

    exit_code = EXIT_FAILED


class TraceError(HarnessError):
    """A trace cannot be written, or holds nothing that can be read."""

    exit_code = EXIT_UNREADABLE


class SymbolError(HarnessError):
    """The image lacks a symbol that the request needs; ``name`` is it."""

    exit_code = EXIT_UNREADABLE

    def __init__(self, path: str, name: str) -> None:
        super().__init__(f"{path}: no symbol {name!r}; use a kernel built by `make guest`")
        self.path = path
        self.name = name


class GuestMemoryError(HarnessError):
    """Guest memory at ``virt`` cannot be read or makes no sense."""

    exit_code = EXIT_FAILED

    def __init__(self, virt: int, why: str) -> None:
        super().__init__(f"guest memory at {virt:#010x}: {why}")
        self.virt = virt
        self.why = why


class EngineError(HarnessError):
    """The emulator refuses to work as measured, or is not built."""

    exit_code = EXIT_USAGE
