# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness check``: the checks alone, or against their mutants."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import click

from harness.check import Verdict, select
from harness.check.matrix import Outcome, run_checks, run_mutants
from harness.check.mutants import MUTANTS
from harness.cli.layout_options import layout_of, layout_options
from harness.cli.output import TARGET, print_table, with_progress, write_json
from harness.errors import EXIT_FAILED, EXIT_FINE
from harness.image.elf import Image, read_elf
from harness.image.layout import Layout
from harness.machine.stop import Stop, StopReason
from harness.run.kernel_path import default_kernel


@click.command(epilog="Example: harness check K11 --policy native")
@click.argument("ids", nargs=-1, metavar="[K01 ...]")
@click.option("--mutants", is_flag=True, help="Boot each mutant and print which checks caught it.")
@layout_options
@click.option("--policy", default="lazy", metavar="POLICY", help="Who loads CR3 [lazy].")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel to check [build/guest/kernel.elf].")
@click.option("--json", "json_target", type=TARGET, help="Write the report as JSON to a file, or to stdout.")
def command(
    ids: tuple[str, ...],
    mutants: bool,
    policy: str,
    kernel: str | None,
    json_target: str | None,
    **options: Any,
) -> int:
    """Boot the guest kernel and judge the claims about its kernel threads.

    With --mutants, boot kernels with one promise broken each, and fail if one
    gets away.  Exit codes: 0 all held (or all were caught), 1 otherwise.
    """
    checks = select(ids)
    layout = layout_of(**options)
    image = read_elf(kernel or default_kernel())
    if mutants:
        return _mutants(image, {check.id for check in checks}, layout, json_target)
    stop, verdicts = run_checks(image, checks, policy, layout)
    return _checks(stop, verdicts, json_target)


def _checks(stop: Stop, verdicts: Sequence[Verdict], json_target: str | None) -> int:
    if stop.reason is StopReason.INTERRUPTED:
        # A run that was cut short gave the checks no fair chance.
        print(f"harness: {stop}", file=sys.stderr)
        return stop.exit_code
    ok = stop.ok and all(verdict.ok for verdict in verdicts)
    if json_target:
        report = {"ok": ok, "stop": str(stop), "checks": [v._asdict() for v in verdicts]}
        write_json(json_target, report)
    if json_target != "-":
        rows = [(v.id, "ok" if v.ok else "FAILED", v.claim, v.detail) for v in verdicts]
        print_table("Checks", ("id", "", "claim", "seen"), rows)
    if not stop.ok:
        print(f"harness: {stop}", file=sys.stderr)
    return EXIT_FINE if ok else stop.exit_code or EXIT_FAILED


def _mutants(image: Image, ids: set[str], layout: Layout, json_target: str | None) -> int:
    chosen = [mutant for mutant in MUTANTS if mutant.check in ids]
    outcomes: list[Outcome] = []
    with closing(
        with_progress(run_mutants(image, chosen, layout), "Booting mutants", len(chosen))
    ) as running:
        for outcome in running:
            if outcome.stop.reason is StopReason.INTERRUPTED:
                running.close()
                print(f"harness: mutant {outcome.mutant.id}: {outcome.stop}", file=sys.stderr)
                return outcome.stop.exit_code
            outcomes.append(outcome)
    missed = [outcome.mutant.id for outcome in outcomes if not outcome.caught]
    if json_target:
        write_json(json_target, {"ok": not missed, "mutants": [_outcome_json(o) for o in outcomes]})
    if json_target != "-":
        print_table("Mutants", ("mutant", "", "broken promise", "caught by", "its run"), map(_row, outcomes))
    if missed:
        print(f"harness: got away: {', '.join(missed)}", file=sys.stderr)
    return EXIT_FAILED if missed else EXIT_FINE


def _row(outcome: Outcome) -> tuple[str, ...]:
    others = [check for check in outcome.caught_by if check != outcome.mutant.check]
    caught = ([outcome.mutant.check] if outcome.caught else []) + [f"({check})" for check in others]
    return (
        outcome.mutant.id,
        "caught" if outcome.caught else "GOT AWAY",
        outcome.mutant.broken_promise,
        " ".join(caught),
        outcome.stop.reason.value,
    )


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.mutant.id,
        "check": outcome.mutant.check,
        "broken_promise": outcome.mutant.broken_promise,
        "caught": outcome.caught,
        "caught_by": list(outcome.caught_by),
        "stop": outcome.stop.reason.value,
    }
