# SPDX-License-Identifier: GPL-2.0-or-later
from harness.inspect.spaces import FIRST, FRAMES, RIGHTS, SAME, SECOND, compare
from harness.machine.mappings import Mapping

USER_WRITE, USER, DIRTY = 6, 4, 0x40


def page(number, frame, flags=USER):
    return Mapping(number << 12, (number + 1) << 12, frame << 12, 4096, flags)


def answers(first, second):
    return [(d.virt_start >> 12, d.virt_end >> 12, d.what) for d in compare(first, second)]


def test_neighbours_with_one_answer_are_one_range():
    both = [page(n, 10 + n) for n in range(4)]
    assert answers(both, both) == [(0, 4, SAME)]


def test_each_way_to_differ_has_its_words():
    first = [page(0, 5), page(1, 6), page(2, 7), page(3, 8)]
    second = [page(1, 6, USER_WRITE), page(2, 9), page(3, 8), page(4, 1)]
    assert answers(first, second) == [
        (0, 1, FIRST),
        (1, 2, RIGHTS),
        (2, 3, FRAMES),
        (3, 4, SAME),
        (4, 5, SECOND),
    ]


def test_what_use_leaves_in_an_entry_is_no_difference():
    assert answers([page(0, 5, USER_WRITE)], [page(0, 5, USER_WRITE | DIRTY)]) == [(0, 1, SAME)]


def test_two_empty_spaces_have_nothing_to_tell():
    assert compare([], []) == []
