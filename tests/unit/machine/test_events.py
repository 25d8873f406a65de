# SPDX-License-Identifier: GPL-2.0-or-later
import struct

from harness.machine.events import Cr3Load, Kind, Switch, UserAccess, decode


def record(kind, a=0, b=0, c=0, d=0, when=7, eip=0xC0100000, task=0xC1000000):
    return struct.pack("<Q8I", when, kind, eip, a, b, c, d, task, 0)


def test_a_switch_names_both_tasks_cr3_and_stack():
    assert decode(record(Kind.SWITCH, 1, 2, 3, 4)) == [Switch(7, 0xC0100000, 0xC1000000, 1, 2, 3, 4)]


def test_a_cr3_load_has_both_values():
    (event,) = decode(record(Kind.CR3, 0x1000, 0x2000))
    assert isinstance(event, Cr3Load)
    assert (event.old, event.new) == (0x1000, 0x2000)


def test_a_user_access_is_worded_by_the_namer():
    (event,) = decode(record(Kind.USER_ACCESS, 0x8048000, 1, 0, 0), lambda task, eip: f"{task:x} at {eip:x}")
    assert isinstance(event, UserAccess)
    assert (event.virt, event.kind, event.where) == (0x8048000, "w", "c1000000 at c0100000")


def test_unknown_kinds_and_torn_records_are_skipped():
    assert decode(record(99) + record(Kind.CR3)[:-1]) == []
