# SPDX-License-Identifier: GPL-2.0-or-later
"""The in-kernel suites as wholes; kunit.toml beside this file makes each case an item."""

import re
from functools import cache
from pathlib import Path

import pytest

from harness import BootConfig, Layout, StopReason, boot
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.run.kernel_path import default_kernel
from harness.testing.ktap import Result, parse_ktap
from harness.testing.suites import kunit_cases

SOURCES = Path(__file__).parents[2] / "guest" / "tests"
BUDGET = 500_000_000

needs_kernel = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def written_cases():
    """The (suite, case) pairs that the C sources define."""
    for source in sorted(SOURCES.glob("*.c")):
        text = source.read_text()
        suite = re.search(r'struct kunit_suite \w+ = \{\s*"(\w+)"', text)
        assert suite, f"{source}: no suite"
        yield from ((suite[1], name) for name in re.findall(r"^\tKUNIT_CASE\((\w+)\)", text, re.MULTILINE))


CASES = list(written_cases())


@cache
def booted(pages="4m", split="3G", policy="lazy"):
    layout = Layout(page_offset=SPLITS[split], pages=pages)
    return boot(
        BootConfig(layout=layout, policy=policy, append="rc=kunit kunit=all", budget_instructions=BUDGET)
    )


@needs_kernel
def test_the_image_lists_every_case_that_was_written():
    """The items of kunit.toml come from that list, one for each case."""
    assert set(kunit_cases(read_elf(default_kernel()))) == set(CASES)


@needs_kernel
@pytest.mark.parametrize(
    ("pages", "split", "policy"),
    [("4k", "3G", "lazy"), ("pae", "3G", "guard"), ("pae", "1G", "native"), ("4m", "2G", "eager")],
)
def test_every_case_passes_on_other_page_tables_and_splits(pages, split, policy):
    report = booted(pages, split, policy)
    results = parse_ktap(report.console)
    assert set(results) == set(CASES)
    assert {case: result.notes for case, result in results.items() if not result.ok} == {}


@needs_kernel
def test_an_unknown_suite_is_a_failed_step_and_so_the_exit_code():
    report = boot(BootConfig(append="rc=kunit kunit=nonesuch", budget_instructions=BUDGET))
    assert (report.stop.reason, report.stop.value) == (StopReason.EXIT, 1)
    assert "kunit: FAILED: suites nonesuch: result -2" in report.console


CONSOLE = """\
[    0.1] KTAP version 1
[    0.1] 1..1
[    0.1]     KTAP version 1
[    0.1]     # Subtest: list
[    0.1]     1..2
[    0.1]     ok 1 first
init: reaped orphan pid 9 (x), status 0
[    0.2]     # second: failed at tests/x.c:1: a == b: 0x1 against 0x2
[    0.2]     not ok 2 second
[    0.2] not ok 1 list
"""


def test_the_reader_tells_what_failed_and_passes_over_processes_lines():
    assert parse_ktap(CONSOLE) == {
        ("list", "first"): Result(True, ()),
        ("list", "second"): Result(False, ("second: failed at tests/x.c:1: a == b: 0x1 against 0x2",)),
    }


def test_the_reader_misses_a_case_that_was_swallowed():
    with pytest.raises(AssertionError, match="case 1 is missing"):
        parse_ktap(CONSOLE.replace("    ok 1 first", "    # lost"))


def test_the_reader_takes_a_flat_report_without_time_stamps():
    console = "hello\nKTAP version 1\n1..2\nok 1 first\nnot ok 2 second\n"
    assert {case: result.ok for case, result in parse_ktap(console).items()} == {
        ("ktap", "first"): True,
        ("ktap", "second"): False,
    }
