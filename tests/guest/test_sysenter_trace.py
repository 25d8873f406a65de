# SPDX-License-Identifier: GPL-2.0-or-later
"""A system call by SYSENTER in a trace: an event like int 0x80's, and registers that are the machine's."""

import pytest

from harness import BootConfig, StopReason
from harness.machine.engine import Reg
from harness.machine.events import Kind
from harness.run import load
from harness.run.kernel_path import default_kernel
from harness.trace.columns import columns
from harness.trace.happenings import Happening, happenings
from harness.trace.opening import OpenTrace
from harness.trace.record import Recorder
from harness.trace.state import state_at

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

RUN = BootConfig(append="rc=vsyscall")
SYSENTER, RETURN = 2, 0xFFFFE410
MMAP2, MMAP_PRIVATE = 192, 2
PLACES = ("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eflags", "cs", "ss", "ds")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> OpenTrace:
    machine = load(RUN)
    path = tmp_path_factory.mktemp("sysenter") / "t"
    recorder = Recorder(machine, path, level="full")
    assert machine.run().ok
    recorder.stop()
    return OpenTrace(path)


def calls(opened: OpenTrace) -> list[tuple[Happening, Happening | None]]:
    """Each call by SYSENTER, and its return if there was one."""
    events = [e for chunk in opened.chunks for e in happenings(columns(opened.reader, chunk).events)]
    ends = [e for e in events if e.kind == Kind.RETURN]
    return [
        (e, next((r for r in ends if (r.task, r.values[2]) == (e.task, e.number & 0xFFFFFFFF)), None))
        for e in events
        if e.is_system_call and e.values[1] == SYSENTER
    ]


def test_it_has_number_arguments_and_result(opened: OpenTrace) -> None:
    found = [(call, end) for call, end in calls(opened) if call.values[2] == MMAP2]
    ((call, end),) = found
    assert end is not None
    assert call.eip == 0xFFFFE407
    assert call.arguments[0] == 0 and call.arguments[3] == MMAP_PRIVATE
    assert call.arguments[5] == 1, "the sixth lies on the caller's stack"
    assert end.values[0] == MMAP2 and end.values[1] >> 12 > 0


@pytest.mark.parametrize("place", ["sysenter_entry", RETURN])
def test_the_registers_on_both_sides_are_the_machine_s(opened: OpenTrace, place: str | int) -> None:
    machine = load(RUN)
    virt = machine.symbols[place] if isinstance(place, str) else place
    machine.engine.add_probe(virt, None)
    for _ in range(3):
        assert machine.run().reason is StopReason.BREAKPOINT
        state = state_at(opened, machine.engine.instructions)
        assert state.virt == virt
        found = {name: state.registers[name] for name in PLACES}
        assert found == {name: machine.engine.reg(Reg[name.upper()]) for name in PLACES}
