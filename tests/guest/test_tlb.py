# SPDX-License-Identifier: GPL-2.0-or-later
"""The TLB model beside a booting kernel."""

import pytest

from harness.image.elf import read_elf
from harness.image.layout import SPLITS, Layout
from harness.lab.presets import PRESETS, find_geometry
from harness.lab.tlb import TlbModel
from harness.machine.machine import Machine
from harness.run.kernel_path import default_kernel

BUDGET = 6_000_000


@pytest.fixture(scope="module")
def image():
    return read_elf(default_kernel())


def run(image, layout, policy="lazy", tlb=None):
    machine = Machine.load(image, layout, policy=policy)
    model = TlbModel.start(machine, find_geometry(tlb)) if tlb else None
    machine.run(BUDGET)
    return machine.engine.trace_hash, model and model.report()


@pytest.mark.parametrize(
    ("split", "pages", "global_pages", "policy"),
    [
        ("3G", "4m", False, "lazy"),
        ("3G", "4k", True, "eager"),
        ("2G", "pae", True, "native"),
        ("1G", "4m", True, "guard"),
    ],
)
def test_the_model_changes_nothing_and_misses_no_change(image, split, pages, global_pages, policy):
    layout = Layout(SPLITS[split], pages, global_pages, 32 << 20)
    plain, _ = run(image, layout, policy)
    watched, report = run(image, layout, policy, "pentium3")
    assert watched == plain
    assert (report.totals.stale, report.totals.unseen) == (0, 0)
    assert report.totals.guessed * 10_000 < report.whole.refs


@pytest.mark.parametrize("policy", ["lazy", "guard", "native"])
@pytest.mark.parametrize("words", [{}, {"pages": "4k", "separation": "4g"}], ids=["shared", "4g"])
def test_every_event_and_stop_is_as_without_the_model(image, policy, words):
    def told(tlb):
        machine = Machine.load(image, Layout(**words), policy=policy)
        machine.engine.events_enable(0x7F)
        machine.engine.set_user_guard(
            0xC0000000 * (policy == "guard"), machine.symbols.offset("task_struct", "mm")
        )
        machine.engine.add_probe(machine.symbols["do_exit"], None)
        if tlb:
            TlbModel.start(machine, find_geometry(tlb))
        return [(machine.run(BUDGET // 8), machine.engine.take_events()) for _ in range(8)]

    assert told("pentium3") == told(None)


def test_the_same_run_gives_the_same_counts(image):
    assert run(image, Layout(), tlb="core2")[1] == run(image, Layout(), tlb="core2")[1]


def test_every_tlb_sees_the_same_references(image):
    reports = {name: run(image, Layout(), tlb=name)[1] for name in PRESETS}
    assert len({r.whole.refs for r in reports.values()}) == 1
    assert reports["i486"].whole.walks > reports["pentium"].whole.walks > reports["pentium3"].whole.walks


def test_global_pages_save_the_kernels_walks_and_only_those(image):
    without = run(image, Layout(pages="4k"), tlb="pentium3")[1]
    with_them = run(image, Layout(pages="4k", global_pages=True), tlb="pentium3")[1]
    assert with_them.of("direct map").walks < without.of("direct map").walks / 2
    # Kernel entries that stay push some of the user's out.
    assert with_them.of("user").walks >= without.of("user").walks


def test_references_are_told_by_task_and_by_class(image):
    report = run(image, Layout(), tlb="pentium3")[1]
    tasks = {task.comm: task for task in report.tasks}
    assert {"swapper", "init", "kthread", "events/0"} <= set(tasks)
    for name in ("kthread", "events/0", "ksoftirqd/0"):
        assert all(tasks[name].counts["user", kind].refs == 0 for kind in ("read", "write", "fetch"))
    assert report.of("user", "fetch").refs > 10_000
    assert sum(report.of(kind=kind).refs for kind in ("read", "write", "fetch")) == report.whole.refs
