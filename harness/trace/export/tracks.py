# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes Perfetto packets: tracks, slices, instants and counters, with names said once."""

from __future__ import annotations

from typing import Any, BinaryIO, Final

from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as protos

from harness.machine.clock import CYCLES_PER_SECOND

NANOSECONDS: Final = 1_000_000_000 // CYCLES_PER_SECOND
_SEQUENCE: Final = 1
_Event = protos.TrackEvent


class Tracks:
    """A file of packets that grows.

    Lifecycle: made for an open file; tracks are described when they are first
    used.  Times are instruction numbers.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._tracks: dict[tuple[str, str], int] = {}
        self._names: dict[str, int] = {}
        self.packets = 0
        packet = protos.TracePacket()
        packet.sequence_flags = protos.TracePacket.SEQ_INCREMENTAL_STATE_CLEARED
        self._put(packet)

    def track(self, name: str, parent: str = "", rank: int = 0, counter: bool = False) -> int:
        """Return a track's number; ``rank`` orders it among those of its parent."""
        key = parent, name
        if key not in self._tracks:
            above = self.track(parent) if parent else 0
            number = self._tracks[key] = len(self._tracks) + 1
            packet = protos.TracePacket()
            described = packet.track_descriptor
            described.uuid, described.name, described.sibling_order_rank = number, name, rank
            described.child_ordering = protos.TrackDescriptor.EXPLICIT
            if above:
                described.parent_uuid = above
            if counter:
                described.counter.unit = protos.CounterDescriptor.UNIT_COUNT
            self._put(packet)
        return self._tracks[key]

    def begin(
        self, track: int, number: int, name: str, notes: dict[str, str | int] | None = None, flow: int = 0
    ) -> None:
        """Begin a slice; ``flow`` is one that ends in it."""
        event = self._event(track, number, _Event.TYPE_SLICE_BEGIN, name, notes)
        if flow:
            event.track_event.terminating_flow_ids.append(flow)
        self._put(event)

    def end(self, track: int, number: int) -> None:
        """End the innermost slice of a track."""
        self._put(self._event(track, number, _Event.TYPE_SLICE_END))

    def instant(
        self, track: int, number: int, name: str, notes: dict[str, str | int] | None = None, flow: int = 0
    ) -> None:
        """Put a moment on a track; ``flow`` is one that begins there."""
        event = self._event(track, number, _Event.TYPE_INSTANT, name, notes)
        if flow:
            event.track_event.flow_ids.append(flow)
        self._put(event)

    def count(self, track: int, number: int, value: int) -> None:
        """Give a counter a value."""
        event = self._event(track, number, _Event.TYPE_COUNTER)
        event.track_event.counter_value = value
        self._put(event)

    def _event(
        self, track: int, number: int, kind: int, name: str = "", notes: dict[str, str | int] | None = None
    ) -> Any:
        packet = protos.TracePacket()
        packet.timestamp = number * NANOSECONDS
        event = packet.track_event
        event.type, event.track_uuid = kind, track
        if name:
            event.name_iid = self._named(packet, name)
        for key, value in (notes or {}).items():
            note = event.debug_annotations.add()
            note.name = key
            if isinstance(value, int):
                note.int_value = value
            else:
                note.string_value = value
        return packet

    def _named(self, packet: Any, name: str) -> int:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = len(self._names) + 1
            entry = packet.interned_data.event_names.add()
            entry.iid, entry.name = known, name
        return known

    def _put(self, packet: Any) -> None:
        packet.trusted_packet_sequence_id = _SEQUENCE
        if not packet.sequence_flags:
            packet.sequence_flags = protos.TracePacket.SEQ_NEEDS_INCREMENTAL_STATE
        # A trace is its packets one behind the other, so that none is kept.
        self._file.write(protos.Trace(packet=[packet]).SerializeToString())
        self.packets += 1
