# SPDX-License-Identifier: GPL-2.0-or-later
"""Perfetto's own trace format, for ui.perfetto.dev and trace_processor.

A track for each task with its functions as slices, one below it with its system
calls, one for the processor with who ran; flows from each wake-up to the run that
it led to; counters.  An instruction is 10 ns, as the guest's clock has it.
Source: perfetto's trace_packet.proto and track_event.proto.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from harness.machine.events import Kind
from harness.trace.calls import CallWalker, Frame
from harness.trace.columns import columns
from harness.trace.event_words import result, say, system_call
from harness.trace.export.tracks import Tracks
from harness.trace.happenings import Happening, happenings, numbers_of
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

_CPU, _CONSOLE, _COUNTERS = "processor", "console", "counters"
_PAGE_FAULT: Final = 14


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write the trace; ``only`` limits the tasks and functions that have slices."""
    with target.open("wb") as file:
        tracks = Tracks(file)
        counts = _Functions(trace, tracks, only).write() + _Happened(trace, tracks, only).write()
    kinds = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items()))
    return f"{tracks.packets:,} packets: {kinds}"


class _Functions:
    """The slices of functions on the tasks' tracks."""

    def __init__(self, trace: OpenTrace, tracks: Tracks, only: Selection) -> None:
        self._trace = trace
        self._tracks = tracks
        self._only = only
        self._open: dict[str, tuple[int, list[Frame]]] = {}
        self._count = 0

    def write(self) -> Counter[str]:
        """Write them all; return how many."""
        names = self._trace.names
        for move in CallWalker(self._trace.reader, self._trace.wording).moves():
            pid = names.pid(move.task, move.number)
            if self._only.pid is None or pid == self._only.pid:
                self._follow(names.life(move.task, move.number), pid or 0, move.stack, move.number)
        for track, frames in self._open.values():
            for _ in frames:
                self._tracks.end(track, self._trace.reader.end)
        return Counter(functions=self._count)

    def _follow(self, name: str, pid: int, stack: tuple[Frame, ...], number: int) -> None:
        if name not in self._open:
            self._open[name] = self._tracks.track(name, rank=10 + pid), []
        track, frames = self._open[name]
        if self._only.function is not None:
            at = next((i for i, f in enumerate(stack) if f.function == self._only.function), len(stack))
            stack = stack[at:]
        same = 0
        while same < min(len(frames), len(stack)) and frames[same] is stack[same]:
            same += 1
        for _ in frames[same:]:
            self._tracks.end(track, number)
        for frame in stack[same:]:
            self._tracks.begin(track, number, frame.function)
        self._count += len(stack) - same
        frames[same:] = stack[same:]


class _Happened:
    """Who ran, system calls, wake-ups, faults, console lines and counters."""

    def __init__(self, trace: OpenTrace, tracks: Tracks, only: Selection) -> None:
        self._trace = trace
        self._tracks = tracks
        self._only = only
        self._cpu = tracks.track(_CPU, rank=1)
        self._running = False
        self._wakers: dict[int, int] = {}
        self._calls: set[int] = set()
        self._totals: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._said = ""

    def write(self) -> Counter[str]:
        """Write them all; return how many of each."""
        trace = self._trace
        for chunk in trace.reader.chunks:
            found = columns(trace.reader, chunk, registers=False, memory=False)
            happened = happenings(found.events)
            for event, at in zip(happened, numbers_of(found, happened), strict=True):
                self._take(event, at)
        if self._running:
            self._tracks.end(self._cpu, trace.reader.end)
        for track in self._calls:
            self._tracks.end(track, trace.reader.end)
        return self._counts

    def _take(self, event: Happening, at: int) -> None:
        if event.kind == Kind.SWITCH:
            self._switch(event, at)
        elif event.kind == Kind.WAKE:
            self._wake(event, at)
        elif event.is_system_call or event.kind == Kind.RETURN:
            self._call(event, at)
        elif event.kind in (Kind.CR3, Kind.KEPT):
            self._total("CR3 loads" if event.kind == Kind.CR3 else "CR3 loads avoided", at)
        elif event.kind == Kind.EXCEPTION:
            self._total("page faults" if event.values[0] == _PAGE_FAULT else "other exceptions", at)
        elif event.kind == Kind.INTERRUPT:
            self._total("interrupts", at)
        elif event.kind == Kind.CONSOLE:
            self._console(event, at)
        elif event.kind in (Kind.EXEC, Kind.FORK, Kind.EXIT):
            self._instant(event, at)

    def _name(self, task: int, number: int) -> str:
        return self._trace.names.life(task, number)

    def _wanted(self, task: int, number: int) -> bool:
        return self._only.pid is None or self._trace.names.pid(task, number) == self._only.pid

    def _total(self, name: str, at: int) -> None:
        self._totals[name] += 1
        self._tracks.count(self._tracks.track(name, _COUNTERS, counter=True), at, self._totals[name])
        self._counts["counts"] += 1

    def _switch(self, event: Happening, at: int) -> None:
        following = event.values[1]
        if self._running:
            self._tracks.end(self._cpu, at)
        flow = self._wakers.pop(following, 0)
        notes: dict[str, str | int] = {"cr3": f"{event.values[2]:#010x}"}
        self._tracks.begin(self._cpu, at, self._name(following, event.number), notes, flow)
        self._running = True
        self._counts["switches"] += 1
        self._total("context switches", at)

    def _wake(self, event: Happening, at: int) -> None:
        woken = event.values[0]
        flow = self._counts["wake-ups"] = self._counts["wake-ups"] + 1
        # The first wake-up makes it ready; later ones before it runs change nothing.
        self._wakers.setdefault(woken, flow)
        track = self._tracks.track("wake-ups", rank=3)
        self._tracks.instant(track, at, f"wakes {self._name(woken, event.number)}", flow=flow)

    def _call(self, event: Happening, at: int) -> None:
        if not self._wanted(event.task, event.number):
            return
        name = self._name(event.task, event.number)
        track = self._tracks.track("system calls", name)
        if event.kind == Kind.RETURN:
            if track in self._calls:
                self._calls.discard(track)
                self._tracks.instant(track, at, f"= {result(event.values[1])}")
                self._tracks.end(track, at)
            return
        if track in self._calls:
            # One that does not return: exit, or execve of another name.
            self._tracks.end(track, at)
        called = system_call(event, self._trace.wording)
        self._tracks.begin(track, at, called.partition("(")[0], {"call": called})
        self._calls.add(track)
        self._counts["system calls"] += 1

    def _console(self, event: Happening, at: int) -> None:
        self._said += event.texts.get(0, b"").decode("latin-1")
        *lines, self._said = self._said.split("\n")
        for line in lines:
            self._tracks.instant(self._tracks.track(_CONSOLE, rank=2), at, line.strip() or " ")
            self._counts["console lines"] += 1

    def _instant(self, event: Happening, at: int) -> None:
        if self._wanted(event.task, event.number):
            track = self._tracks.track("life", self._name(event.task, event.number))
            self._tracks.instant(track, at, say(event, self._trace.wording, self._trace.names))
            self._counts["forks, execs and exits"] += 1
