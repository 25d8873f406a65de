# SPDX-License-Identifier: GPL-2.0-or-later
from harness.machine.events import Cr3Load, Switch
from harness.trace.events import cr3_sequence, directory_changes, runs_by_task


def switch(when, prev, following, cr3):
    return Switch(when, 0, 0, prev, following, cr3, 0)


def test_the_cr3_sequence_is_that_of_the_switches_alone():
    log = [switch(1, 0, 1, 10), Cr3Load(2, 0, 1, 10, 20), switch(3, 1, 2, 20)]
    assert cr3_sequence(log) == [(1, 10), (2, 20)]


def test_a_directory_in_another_frame_is_the_same_change():
    here = [switch(1, 0, 1, 10), switch(2, 1, 2, 10), switch(3, 2, 3, 20)]
    there = [switch(1, 0, 1, 30), switch(2, 1, 2, 30), switch(3, 2, 3, 10)]
    assert directory_changes(here) == directory_changes(there) == [(1, True), (2, False), (3, True)]


def test_instructions_between_switches_belong_to_the_incoming_task():
    log = [switch(100, 0, 1, 0), switch(150, 1, 2, 0), switch(170, 2, 1, 0), switch(200, 1, 0, 0)]
    assert runs_by_task(log) == {1: 80, 2: 20}
