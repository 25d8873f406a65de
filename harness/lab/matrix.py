# SPDX-License-Identifier: GPL-2.0-or-later
"""Many cells at once: every combination of some choices, run on every core."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import product
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from harness.errors import EXIT_FAILED, ConfigError, HarnessError
from harness.image.elf import Image, read_elf
from harness.image.layout import Layout, parse_split, with_words
from harness.lab.cell import Cell, Result, Terms, run_cell
from harness.lab.workloads import find_workload
from harness.machine.policy import make_policy

PLAIN = "-"


def cells(
    base: Layout,
    *,
    splits: Sequence[str],
    pages: Sequence[str],
    options: Sequence[str],
    policies: Sequence[str],
    workloads: Sequence[str],
    tlbs: Sequence[str] = (PLAIN,),
) -> list[Cell]:
    """Return every combination, in the order of the choices.

    ``options`` are words of ``--paging`` joined by ``+``, or ``-`` for none.
    A combination that breaks a rule is a cell all the same, and fails when it
    is run; a word that means nothing raises :class:`HarnessError` here.
    """
    for policy in policies:
        make_policy(policy)
    for workload in workloads:
        find_workload(workload)
    offsets = {split: parse_split(split) for split in splits}
    words = {option: _words(option) for option in options}
    return [
        Cell(
            split,
            mode,
            option,
            policy,
            workload,
            tlb,
            {**base.as_config(), "page_offset": offsets[split], "pages": mode, **words[option]},
        )
        for split, mode, option, policy, workload, tlb in product(
            splits, pages, options, policies, workloads, tlbs
        )
    ]


def run(kernel: str, wanted: Sequence[Cell], terms: Terms, *, jobs: int | None = None) -> Iterator[Result]:
    """Yield each cell's result in the order of the cells, while later ones run.

    ``jobs`` processes at a time, by default one a core.  The results do not
    depend on their number.  Raises :class:`HarnessError` if the host killed one.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(wanted) or 1)
    if jobs < 2:
        yield from (_in_worker(kernel, cell, terms) for cell in wanted)
        return
    pool = ProcessPoolExecutor(jobs, get_context("forkserver"), initializer=begin_worker)
    try:
        futures = [pool.submit(_in_worker, kernel, cell, terms) for cell in wanted]
        for future in futures:
            yield future.result()
    except BrokenProcessPool:
        raise HarnessError("a process that ran a layout was killed; try fewer at a time: --jobs 1") from None
    finally:
        # A comparison that was interrupted does not wait for what it no longer needs.
        pool.shutdown(wait=True, cancel_futures=True)


def _words(option: str) -> dict[str, Any]:
    return {} if option == PLAIN else with_words(option.replace("+", ","))


@cache
def _image(kernel: str) -> Image:
    return read_elf(kernel)


def begin_worker() -> None:
    """Have a process of the pool end with Ctrl-C, and with the command."""
    # Ctrl-C reaches the workers too: each ends at once, not after the cells that wait for it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the command was killed: the pool's queue would be waited on for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(EXIT_FAILED)


def _in_worker(kernel: str, cell: Cell, terms: Terms) -> Result:
    return run_cell(_image(kernel), cell, terms)


def split_list(text: str, what: str) -> list[str]:
    """Return the words of a list such as ``3G,2G``, each once; :class:`ConfigError` if there are none."""
    words = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not words:
        raise ConfigError(f"no {what} to compare; give a list such as A,B")
    return words
