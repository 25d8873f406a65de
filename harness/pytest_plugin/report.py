# SPDX-License-Identifier: GPL-2.0-or-later
"""What a failed test's report says of its guests.

The sections go into the failure's own text, which the terminal, xdist and JUnit XML
all carry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

import pytest

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.testing.guest import GuestConfig
    from harness.testing.machine import MachineUnderTest

CONSOLE_LINES: Final = 25
LAST_INSTRUCTIONS: Final = 8
_PACKAGE: Final = Path(__file__).parents[1]
_FAULT_PLACES: Final = ("die", "do_page_fault", "no_context", "panic", "bad_area")


def without_ourselves(error: pytest.ExceptionInfo[BaseException]) -> pytest.ExceptionInfo[BaseException]:
    """Return what a test raised with our functions left out of its traceback.

    Of errors that say by themselves what is wrong with the guest; anything
    else, which may be our own fault, comes back as it is.
    """
    if not isinstance(error.value, HarnessError):
        return error
    steps, step = [], error.value.__traceback__
    while step is not None:
        if not Path(step.tb_frame.f_code.co_filename).is_relative_to(_PACKAGE):
            steps.append(step)
        step = step.tb_next
    kept = None
    for step in reversed(steps):
        kept = TracebackType(kept, step.tb_frame, step.tb_lasti, step.tb_lineno)
    if kept is None:
        return error
    return pytest.ExceptionInfo.from_exc_info((type(error.value), error.value, kept))


def add_sections(
    report: pytest.TestReport,
    guests: list[tuple[MachineUnderTest, GuestConfig]],
    trace_directory: Path | None = None,
    snapshots: Path | None = None,
) -> None:
    """Add the sections of each guest to a failed report.

    With ``trace_directory``, what each guest ran last is saved in a directory of it;
    with ``snapshots``, each guest as it is now in a file whose name begins so.
    """
    for number, (guest, config) in enumerate(guests):
        trace = trace_directory / str(number) if trace_directory else None
        snapshot = snapshots.with_name(f"{snapshots.name}-{number}.snapshot") if snapshots else None
        for title, text in sections(guest, config, trace, snapshot):
            add = getattr(report.longrepr, "addsection", None)
            if add is not None:
                add(title, text)
            else:
                report.sections.append((title, text))


def sections(
    guest: MachineUnderTest, config: GuestConfig, trace: Path | None = None, snapshot: Path | None = None
) -> Iterator[tuple[str, str]]:
    """Return titles and texts; what cannot be read says why."""
    makers: tuple[tuple[str, Callable[[MachineUnderTest], str]], ...] = (
        ("guest console", _console),
        ("guest stop", _stop),
        ("guest instructions", _executed),
        ("guest back trace", _trace),
        ("guest code", _code),
        ("guest tasks", _tasks),
        ("guest page fault", _fault),
    )
    for title, make in makers:
        try:
            text = make(guest)
        except HarnessError as error:
            text = f"(unreadable: {error})"
        if text:
            yield title, text
    if trace is not None:
        yield "guest trace", _save(guest, trace)
    yield "guest again", _again(guest, config, snapshot)


def _console(guest: MachineUnderTest) -> str:
    return "\n".join(guest.console.text.splitlines()[-CONSOLE_LINES:])


def _stop(guest: MachineUnderTest) -> str:
    here = guest.here()
    lines = [f"last run: {guest.last_stop}"] if guest.last_stop is not None else []
    lines.append(f"now: {str(here).removeprefix('breakpoint ')}")
    return "\n".join(lines)


def _executed(guest: MachineUnderTest) -> str:
    """Word what ran last, which ``guest code`` goes on from."""
    from capstone import CS_ARCH_X86, CS_MODE_32, Cs

    from harness.inspect.kernel import source_words

    source = source_words(guest)
    rows = []
    for one in guest.last_instructions(LAST_INSTRUCTIONS):
        try:
            code = guest.read_virt(one.pc, 15)
        except HarnessError:
            # Of another address space, or at the end of a page.
            code = b""
        text = next(
            (f"{i.mnemonic} {i.op_str}" for i in Cs(CS_ARCH_X86, CS_MODE_32).disasm(code, one.pc)), "?"
        )
        times = f"  {one.times} times" if one.times > 1 else ""
        rows.append((f"{one.number:,}", guest.symbols.symbolise(one.pc), text + times, source(one.pc)))
    if not rows:
        return ""
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    return "\n".join(
        f"{number:>{widths[0]}}  {place:<{widths[1]}}  {text:<{widths[2]}}  {where}".rstrip()
        for number, place, text, where in rows
    )


def _save(guest: MachineUnderTest, path: Path) -> str:
    try:
        guest.save_last(path)
    except HarnessError as error:
        return f"(not saved: {error})"
    return f"harness trace show {path}"


def _trace(guest: MachineUnderTest) -> str:
    from harness.inspect.backtrace import backtrace, listing

    return "\n".join(listing(guest, backtrace(guest)))


def _code(guest: MachineUnderTest) -> str:
    from capstone import CS_ARCH_X86, CS_MODE_32, Cs

    virt = guest.here().virt_address
    code = guest.read_virt(virt, 24)
    listing = list(Cs(CS_ARCH_X86, CS_MODE_32).disasm(code, virt))[:4]
    return "\n".join(
        f"{line.address:#010x} {guest.symbols.symbolise(line.address)}: {line.mnemonic} {line.op_str}"
        for line in listing
    )


def _tasks(guest: MachineUnderTest) -> str:
    from harness.inspect.ps import COLUMNS, process_tree
    from harness.inspect.tasks import list_tasks

    if not guest.watched:
        return ""
    rows = [COLUMNS, *process_tree(list_tasks(guest))]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _fault(guest: MachineUnderTest) -> str:
    from harness.machine.engine import Reg
    from harness.machine.stop import StopReason

    stop = guest.last_stop
    shut = stop is not None and stop.reason is StopReason.SHUTDOWN
    here = guest.here().symbol.partition("+")[0]
    virt = guest.engine.reg(Reg.CR2)
    walk = guest.walk(virt)
    # After a panic CR2 may be of a fault long since mended.
    if not (shut or here in _FAULT_PLACES or (guest.panicked and walk.phys is None)):
        return ""
    return "\n".join([f"CR2 {guest.symbols.symbolise(virt)} {walk}", *(f"  {step}" for step in walk.steps)])


def _again(guest: MachineUnderTest, config: GuestConfig, snapshot: Path | None) -> str:
    way = config.command(max(guest.engine.instructions, 1))
    way += "\n(the guest's own way there, without what the test did to it)"
    if snapshot is None:
        return way
    from harness.run.snapshot_file import save

    try:
        save(guest.snapshot(), snapshot)
    except HarnessError as error:
        return f"{way}\n(not saved: {error})"
    return f"{config.command_from(snapshot)}\n(this very moment, saved)\n{way}"
