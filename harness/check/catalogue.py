# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of checks, and their application to one machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.check.base import Check, Verdict
from harness.check.k01_kernel_thread import KernelThread
from harness.check.k02_writeback import PeriodicWriteback
from harness.check.k03_swap import Swap
from harness.check.k04_deferred_work import DeferredWork
from harness.check.k05_journal import JournalCommits
from harness.check.k06_on_request import OnRequest
from harness.check.k07_threshold import Threshold
from harness.check.k08_kernel_mode import KernelMode
from harness.check.k09_address_space import AddressSpace
from harness.check.k10_user_half import UserHalf
from harness.check.k11_lazy_tlb import LazyTlb
from harness.check.k12_never_modifies import NeverModifies
from harness.check.k13_daemonize import Daemonize
from harness.check.k14_kthread_create import KthreadCreate
from harness.check.k15_process_zero import ProcessZero
from harness.check.k16_process_one import ProcessOne
from harness.check.tap import Tap
from harness.errors import ConfigError
from harness.machine.machine import Machine

CHECKS: tuple[type[Check], ...] = (
    KernelThread,
    PeriodicWriteback,
    Swap,
    DeferredWork,
    JournalCommits,
    OnRequest,
    Threshold,
    KernelMode,
    AddressSpace,
    UserHalf,
    LazyTlb,
    NeverModifies,
    Daemonize,
    KthreadCreate,
    ProcessZero,
    ProcessOne,
)


def select(ids: Iterable[str]) -> tuple[type[Check], ...]:
    """Return the checks named, or all when none is; ConfigError for an unknown id."""
    by_id = {check.id: check for check in CHECKS}
    wanted = tuple(ids)
    for name in wanted:
        if name.upper() not in by_id:
            raise ConfigError(f"no check {name!r}; there are {', '.join(by_id)}")
    return tuple(by_id[name.upper()] for name in wanted) or CHECKS


def attach(machine: Machine, checks: Sequence[type[Check]] = CHECKS) -> list[Check]:
    """Place the checks' taps on a loaded machine that has not run yet.

    A check that the machine contradicts by intent is left out: eager and guard
    load CR3 where K11 says that nobody does, K02 and K07 want a disk with room
    to write, K03 one to swap to, K05 one with an ext3.
    """
    tap = Tap(machine)
    return [check(tap) for check in checks if check.applies(machine)]


def judge(checks: Iterable[Check]) -> list[Verdict]:
    """Return the verdicts after the run."""
    return [check.judge() for check in checks]
