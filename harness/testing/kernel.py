# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel of a machine under test: typed variables, calls, injected failures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harness.testing.call import CALL_BUDGET, Caller
from harness.testing.replace import Failure, Replaced, Returns, failing, replaced

if TYPE_CHECKING:
    import drgn

    from harness.inspect.kernel import Kernel
    from harness.testing.arguments import Signature
    from harness.testing.machine import MachineUnderTest


class KernelUnderTest:
    """What a test asks of a stopped kernel.

    >>> kernel["init_task"].pid.value_()  # doctest: +SKIP
    0
    >>> kernel.call("strlen", "five.")  # doctest: +SKIP
    5

    Lifecycle: as its machine's; drgn is opened with the first typed access.
    """

    def __init__(self, machine: MachineUnderTest) -> None:
        self.machine = machine
        self._caller = Caller(machine)
        self._signatures: dict[str, Signature] = {}

    @cached_property
    def typed(self) -> Kernel:
        """The variables and types by drgn; :class:`ImageError` without DWARF."""
        from harness.inspect.kernel import Kernel

        return Kernel(self.machine)

    def __getitem__(self, name: str) -> Any:
        """Return the variable ``name``; :class:`SymbolError` if there is none."""
        return self.typed[name]

    def type(self, name: str) -> drgn.Type:
        """Return a C type such as ``struct task_struct``."""
        return self.typed.type(name)

    def at(self, type_name: str, virt: int) -> drgn.Object:
        """Return the object of a C type at ``virt``."""
        return self.typed.at(type_name, virt)

    def call(self, name: str, *arguments: Any, budget_instructions: int = CALL_BUDGET) -> Any:
        """Call a global function in the current task's context and return its result.

        Arguments: integers; None, ``str`` (NUL-terminated) and ``bytes`` for pointers,
        lent on the stack for the time of the call; drgn objects, structures by
        their address.  Results: ``int``, ``bool``, None, or a drgn pointer.

        Raises :class:`UnsafeCall` where the guest cannot run it, :class:`GuestFault`,
        :class:`GuestPanic`, :class:`CallBudgetSpent` when it did not come back, and
        :class:`ConfigError` for arguments that do not fit.
        """
        signature = self._signature(name)
        eax, edx = self._caller.call(signature, arguments, budget_instructions)
        return signature.convert(self.typed if signature.result is not None else None, eax, edx)

    def replaced(self, name: str, returns: Returns = 0) -> AbstractContextManager[Replaced]:
        """Within the block, ``name`` only returns ``returns``, or what that callable says.

        A callable gets the words of the arguments.  Yields the list of calls.
        """
        parameters = self._signature(name).parameters
        return replaced(self.machine, name, returns, len(parameters or ()))

    def fail(self, name: str, nth: int = 1, returns: int = 0) -> AbstractContextManager[Failure]:
        """Within the block, the ``nth`` call of ``name`` does nothing but return ``returns``.

        0 is NULL: an allocation that failed.
        """
        return failing(self.machine, name, nth, returns)

    def _signature(self, name: str) -> Signature:
        known = self._signatures.get(name)
        if known is None:
            from harness.testing.arguments import signature

            known = self._signatures[name] = signature(self.typed, name)
        return known
