# SPDX-License-Identifier: GPL-2.0-or-later
"""One run of a comparison: a layout, a policy and a workload, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from harness.check import attach, judge
from harness.errors import HarnessError
from harness.image.elf import Image
from harness.image.layout import Layout
from harness.lab.geometry import Geometry
from harness.lab.tables import TableMeter
from harness.lab.tlb import TlbModel
from harness.lab.workloads import find_workload
from harness.machine.disk import DEFAULT_DISKS
from harness.machine.machine import DEFAULT_BUDGET, Machine

PATIENCE_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Cell:
    """What is to be run; ``layout`` holds fields of a layout that no rule has seen yet.

    ``tlb`` names the geometry that the model has, or is ``-`` for no model.
    """

    split: str
    pages: str
    options: str
    policy: str
    workload: str
    tlb: str
    layout: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        """The choice in words, for a progress line."""
        parts = (self.split, self.pages, self.options, self.policy, self.workload, self.tlb)
        return " ".join(part for part in parts if part != "-")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run cost; sizes in bytes, ``cycles`` of virtual time.

    ``loads`` are the policy's at switches, ``cr3_loads`` all that the TLB
    model saw, exec's and exit's too.  ``table_bytes`` is the most at any
    process's end.
    """

    instructions: int = 0
    cycles: int = 0
    switches: int = 0
    loads: int = 0
    avoided: int = 0
    page_faults: int = 0
    table_bytes: int = 0
    lowmem_bytes: int = 0
    checks_held: int = 0
    tlb_refs: int = 0
    tlb_second: int = 0
    tlb_walks: int = 0
    tlb_touches: int = 0
    tlb_walks_user: int = 0
    tlb_walks_kernel: int = 0
    tlb_flushes: int = 0
    tlb_dropped: int = 0
    cr3_loads: int = 0
    invlpgs: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """A cell that was run: its figures, or the sentence that says why there are none."""

    cell: Cell
    figures: Figures
    trace_hash: str = ""
    why: str = ""

    def row(self) -> dict[str, object]:
        """Return one flat row: the choice, the figures, and why it failed, if it did."""
        cell = {f.name: getattr(self.cell, f.name) for f in fields(Cell) if f.name != "layout"}
        return {
            **cell,
            "ok": not self.why,
            **asdict(self.figures),
            "trace_hash": self.trace_hash,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """What every cell of a comparison is run under.

    ``tlbs`` are the geometries that cells name.  ``checks``: the claims'
    checks watch too, on a machine with the default disks, and one that fails
    is why the cell failed; they are made for the workload "boot".
    """

    tlbs: Mapping[str, Geometry] = field(default_factory=dict)
    budget_instructions: int = DEFAULT_BUDGET
    checks: bool = False


def run_cell(image: Image, cell: Cell, terms: Terms) -> Result:
    """Run one cell; what goes wrong is told in the result, and only Ctrl-C is raised."""
    try:
        return _run(image, cell, terms)
    except HarnessError as error:
        return Result(cell, Figures(), why=str(error))
    except Exception as error:  # one broken cell must not take the others' numbers along
        return Result(cell, Figures(), why=f"{type(error).__name__}: {error}")


def _run(image: Image, cell: Cell, terms: Terms) -> Result:
    layout = Layout(**cell.layout)
    machine = Machine.load(
        image,
        layout,
        policy=cell.policy,
        command_line=f"rc={cell.workload}",
        disks=DEFAULT_DISKS if terms.checks else find_workload(cell.workload).disks,
    )
    tables = TableMeter(machine)
    faults = _counter(machine, "do_page_fault")
    checks = attach(machine) if terms.checks else []
    model = TlbModel.start(machine, terms.tlbs[cell.tlb]) if cell.tlb in terms.tlbs else None
    stop = machine.run(terms.budget_instructions, PATIENCE_SECONDS).unless_interrupted()
    tables.look()
    verdicts = judge(checks)
    counts = machine.policy.counts
    figures = Figures(
        instructions=machine.engine.instructions,
        cycles=machine.engine.clock,
        switches=counts.switches,
        loads=counts.loads,
        avoided=counts.avoided,
        page_faults=faults(),
        table_bytes=tables.most_bytes,
        lowmem_bytes=layout.lowmem_bytes,
        checks_held=sum(verdict.ok for verdict in verdicts),
        **(_tlb(model) if model else {}),
    )
    trace_hash = f"{machine.engine.trace_hash:#018x}"
    failed = [f"{verdict.id} failed: {verdict.detail}" for verdict in verdicts if not verdict.ok]
    return Result(cell, figures, trace_hash, "; ".join(failed if stop.ok else [str(stop), *failed]))


def _tlb(model: TlbModel) -> dict[str, int]:
    report = model.report()
    whole, user = report.whole, report.of("user")
    return {
        "tlb_refs": whole.refs,
        "tlb_second": whole.second,
        "tlb_walks": whole.walks,
        "tlb_touches": whole.touches,
        "tlb_walks_user": user.walks,
        "tlb_walks_kernel": whole.walks - user.walks,
        "tlb_flushes": report.totals.flushes,
        "tlb_dropped": report.totals.dropped,
        "cr3_loads": report.totals.loads,
        "invlpgs": report.totals.invlpgs,
    }


def _counter(machine: Machine, symbol: str) -> Callable[[], int]:
    count = 0

    def one_more() -> None:
        nonlocal count
        count += 1

    machine.engine.add_probe(machine.symbols[symbol], one_more)
    return lambda: count
