# SPDX-License-Identifier: GPL-2.0-or-later
"""The claims hold under every legal layout, and the mutants stay caught there."""

from itertools import cycle

import pytest

from harness.check.matrix import run_checks, run_mutant
from harness.check.mutants import MUTANTS
from harness.errors import LayoutError
from harness.image.elf import read_elf
from harness.image.layout import GIB, MIB, PAGE_MODES, SPLITS, TOP, WORDS, Layout, with_words
from harness.image.layout_file import find_layout, named_layouts
from harness.machine.policy import POLICIES
from harness.run.kernel_path import default_kernel

# Each option alone, some together.
OPTIONS = [
    "",
    *(w for w in WORDS if w != "wp"),
    "nowp",
    "ro,nx,global,guard",
    "ro,guard,recursive",
    "highmem,4g",
]
QUICK = [
    ("2G", "4k", "ro,guard,global", "lazy"),
    ("3G", "pae", "ro,nx,guard", "eager"),
    ("1G", "4m", "nowp", "native"),
    ("3G_OPT", "4m", "global,recursive", "guard"),
    ("3G", "4m", "4g", "lazy"),
    ("3G", "4k", "highmem", "native"),
    ("0x90000000", "4k", "", "lazy"),
]
CONTROLLED = [m for m in MUTANTS if m.check in ("K08", "K09", "K10", "K11", "K12")]


def legal():
    """Every combination that no rule forbids, each with one policy, all policies in turn."""
    policies = cycle(POLICIES)
    for split in SPLITS:
        for pages in PAGE_MODES:
            for words in OPTIONS:
                try:
                    made(split, pages, words)
                except LayoutError:
                    continue
                yield split, pages, words, next(policies)


def made(split, pages, words):
    offset = SPLITS.get(split) or int(split, 0)
    room = high_memory(offset) if "highmem" in words else {}
    return Layout(offset, pages, **with_words(words), **room)


def high_memory(offset):
    """Sizes that leave 32 MiB past the direct map."""
    reserve = min(TOP - offset - 32 * MIB, GIB)
    return {"reserve_bytes": reserve, "memory_bytes": TOP - offset - reserve + 32 * MIB}


def one_each(mutants):
    """The first mutant of each check; the others with ``make slow``."""
    seen = set()
    for mutant in mutants:
        marks = [pytest.mark.slow] if mutant.check in seen else []
        seen.add(mutant.check)
        yield pytest.param(mutant, marks=marks, id=mutant.id)


@pytest.fixture(scope="module")
def image():
    return read_elf(default_kernel())


def all_hold(image, layout, policy):
    stop, verdicts = run_checks(image, policy=policy, layout=layout)
    assert stop.ok, stop
    assert [(v.id, v.detail) for v in verdicts if not v.ok] == []


@pytest.mark.parametrize(("split", "pages", "words", "policy"), QUICK)
def test_the_claims_hold_under_some_of_all_layouts(image, split, pages, words, policy):
    all_hold(image, made(split, pages, words), policy)


@pytest.mark.parametrize("name", named_layouts())
def test_the_claims_hold_under_each_layout_that_comes_along(image, name):
    all_hold(image, find_layout(name), "lazy")


@pytest.mark.slow
@pytest.mark.parametrize(("split", "pages", "words", "policy"), list(legal()))
def test_the_claims_hold_under_every_layout(image, split, pages, words, policy):
    all_hold(image, made(split, pages, words), policy)


def test_every_split_page_size_and_option_is_in_the_matrix():
    rows = list(legal())
    assert {row[0] for row in rows} == set(SPLITS)
    assert {row[1] for row in rows} == set(PAGE_MODES)
    assert {row[3] for row in rows} == set(POLICIES)
    said = {word for row in rows for word in row[2].split(",")}
    assert said >= set(WORDS) - {"wp"}


@pytest.mark.slow
@pytest.mark.parametrize("memory", [8, 16, 256, 896, 1024, 2048, 3072])
@pytest.mark.parametrize("words", ["", "highmem"])
def test_the_claims_hold_with_any_amount_of_memory(image, memory, words):
    all_hold(image, Layout(memory_bytes=memory * MIB, **with_words(words)), "lazy")


@pytest.mark.parametrize("mutant", list(one_each(CONTROLLED)))
def test_mutants_of_the_switch_stay_caught_at_another_split(image, mutant):
    assert run_mutant(image, mutant, Layout(SPLITS["2G"], "pae", True)).caught


@pytest.mark.slow
@pytest.mark.parametrize(
    "layout",
    [
        made("1G", "4k", ""),
        made("3G", "pae", "ro,nx,guard"),
        made("3G", "4m", "highmem"),
        made("2G", "4m", "4g"),
    ],
    ids=["1G-4k", "3G-pae-hardened", "3G-4m-highmem", "2G-4m-4g"],
)
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.id)
def test_every_mutant_stays_caught(image, mutant, layout):
    assert run_mutant(image, mutant, layout).caught
