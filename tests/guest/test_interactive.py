# SPDX-License-Identifier: GPL-2.0-or-later
"""Where input enters a run, and that this alone decides what follows: kernels of a few instructions."""

import pytest
from tiny import plain as machine

from harness.machine.stop import StopReason
from harness.run.input_log import Entry, InputLog, Replay
from harness.run.interactive import SLICE_INSTRUCTIONS, Interaction, Nobody

ECHO = "mov dx, 0x3fd; again: in al, dx; test al, 1; jz again; mov dx, 0x3f8; in al, dx; out dx, al;"
END = "mov al, 0; out 0xf4, al"


class Script:
    """A source that has its next key whenever it is asked, from a time on."""

    def __init__(self, *keys, after=0):
        self.keys = list(keys)
        self.after = after
        self.asked = self.waited = 0

    @property
    def open(self):
        return bool(self.keys)

    def take(self, clock, idle):
        self.asked += 1
        if clock < self.after or not self.keys:
            return []
        key = self.keys.pop(0)
        return [Entry(clock, leave=True) if key is None else Entry(clock, key)]

    def wait(self):
        self.waited += 1


class Sleeper(Script):
    """A source that has nothing before it is waited for."""

    def take(self, clock, idle):
        return super().take(clock, idle) if self.waited else []


def test_a_busy_guest_without_a_timer_is_asked_at_every_slice():
    pc = machine(ECHO + END)
    source = Script(b"k", after=3 * SLICE_INSTRUCTIONS)
    stop = Interaction(pc, source).run(10 * SLICE_INSTRUCTIONS, 600)
    assert (stop.reason, pc.console.text) == (StopReason.EXIT, "k")
    assert 3 * SLICE_INSTRUCTIONS <= stop.instructions < 3 * SLICE_INSTRUCTIONS + 1000


def test_who_listens_to_a_guest_without_a_timer_hears_it_as_it_runs_and_can_end_it():
    pc = machine("mov dx, 0x3f8; mov al, 0x21; out dx, al; x: jmp x")
    heard = []
    pc.console.listener = lambda data: (heard.append(data), pc.end(7))
    stop = Interaction(pc, Nobody()).run(10 * SLICE_INSTRUCTIONS, 600)
    assert heard == [b"!"]
    assert (stop.reason, stop.value) == (StopReason.EXIT, 7)
    assert SLICE_INSTRUCTIONS <= stop.instructions < SLICE_INSTRUCTIONS + 1000


def test_a_guest_that_halts_with_interrupts_on_waits_for_a_key():
    pc = machine(ECHO.replace("again:", "again: sti; hlt;") + END)
    source = Sleeper(b"k")
    # No interrupt controller is set up, so nothing wakes it: it is asked once.
    stop = Interaction(pc, source).run(SLICE_INSTRUCTIONS, 600)
    assert source.waited == 1
    assert stop.reason is StopReason.HALTED


def test_a_guest_that_halts_with_interrupts_off_has_halted():
    source = Script(b"k")
    stop = Interaction(machine("cli; hlt"), source).run(SLICE_INSTRUCTIONS, 600)
    assert (stop.reason, source.waited) == (StopReason.HALTED, 0)


def test_leaving_between_two_slices_is_no_failure():
    run = Interaction(machine("x: jmp x"), Script(None))
    assert run.run(10 * SLICE_INSTRUCTIONS, 600).exit_code == 0
    assert run.left


@pytest.mark.parametrize("budget", [1000, SLICE_INSTRUCTIONS + 1000])
def test_the_budget_ends_a_run_with_input_too(budget):
    stop = Interaction(machine("x: jmp x"), Script()).run(budget, 600)
    assert stop.reason is StopReason.BUDGET
    assert budget <= stop.instructions < budget + 100


def test_a_replay_from_a_log_has_the_recorded_trace_hash(tmp_path):
    path = tmp_path / "log"
    recorded = machine(ECHO + ECHO.replace("again", "more") + END)
    log = InputLog(path, recorded)
    Interaction(recorded, Script(b"a", b"b", after=SLICE_INSTRUCTIONS), log).run(10 * SLICE_INSTRUCTIONS, 600)
    replayed = machine(ECHO + ECHO.replace("again", "more") + END)
    replay = Replay.read(path)
    Interaction(replayed, replay).run(10 * SLICE_INSTRUCTIONS, 600)
    assert replayed.console.text == recorded.console.text == "ab"
    assert f"{replayed.engine.trace_hash:#018x}" == replay.trace_hash != ""
    assert replayed.engine.trace_hash == recorded.engine.trace_hash


def test_slices_leave_no_trace():
    alone = machine("mov ecx, 50000000; x: dec ecx; jnz x;" + END)
    alone.run(20 * SLICE_INSTRUCTIONS)
    sliced = machine("mov ecx, 50000000; x: dec ecx; jnz x;" + END)
    Interaction(sliced, Script()).run(20 * SLICE_INSTRUCTIONS, 600)
    assert sliced.engine.trace_hash == alone.engine.trace_hash
