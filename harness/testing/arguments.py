# SPDX-License-Identifier: GPL-2.0-or-later
"""Arguments and results of guest functions, by the types in the kernel's DWARF.

Source: System V ABI i386, chapter 3: arguments on the stack, the first lowest;
results in EAX, 64 bits in EDX:EAX.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import drgn

from harness.errors import ConfigError

if TYPE_CHECKING:
    from harness.inspect.kernel import Kernel

WORD: Final = 4
_INTEGERS: Final = (drgn.TypeKind.INT, drgn.TypeKind.BOOL, drgn.TypeKind.ENUM)
# Puts bytes into the guest for the time of the call, and returns their address.
Lender = Callable[[bytes], int]


@dataclass(frozen=True)
class Signature:
    """A function's parameters and result; without DWARF every word is an ``int``."""

    name: str
    parameters: tuple[tuple[str, drgn.Type], ...] | None
    variadic: bool
    result: drgn.Type | None

    def words(self, values: Sequence[Any], lend: Lender) -> list[int]:
        """Return the words of the stack for the arguments ``values``.

        Raises :class:`ConfigError` for a wrong number, type or size of argument.
        """
        if self.parameters is None:
            return [_untyped(self.name, value, lend) for value in values]
        fixed = len(self.parameters)
        if len(values) != fixed and not (self.variadic and len(values) > fixed):
            names = ", ".join(f"{kind.type_name()} {name}" for name, kind in self.parameters) or "void"
            raise ConfigError(f"{self.name}({names}) was given {len(values)} arguments")
        words: list[int] = []
        for (name, kind), value in zip(self.parameters, values, strict=False):
            words += _typed(f"{self.name}: argument {name}", kind, value, lend)
        return words + [_untyped(self.name, value, lend) for value in values[fixed:]]

    def convert(self, kernel: Kernel | None, eax: int, edx: int) -> Any:
        """Return the result: ``int``, ``bool``, None for void, a drgn object for a pointer."""
        if self.result is None or kernel is None:
            return eax
        kind = strip(self.result)
        if kind.kind is drgn.TypeKind.VOID:
            return None
        if kind.kind is drgn.TypeKind.POINTER:
            return drgn.Object(kernel.program, self.result, eax)
        size = kind.size or WORD
        value = (edx << 32 | eax) & ((1 << 8 * size) - 1)
        if kind.kind is drgn.TypeKind.BOOL:
            return bool(value)
        if _is_signed(kind) and value >> 8 * size - 1:
            value -= 1 << 8 * size
        return value


def signature(kernel: Kernel, name: str) -> Signature:
    """Return the signature of ``name``; untyped where there is no DWARF for it.

    Raises :class:`ConfigError` for a function that returns a structure.
    """
    try:
        kind = kernel.program.function(name).type_
    except LookupError:
        return Signature(name, None, True, None)
    if strip(kind.type).kind in (drgn.TypeKind.STRUCT, drgn.TypeKind.UNION, drgn.TypeKind.FLOAT):
        raise ConfigError(
            f"{name} returns {kind.type.type_name()}; only integers and pointers can be returned"
        )
    parameters = tuple((p.name or f"{n}", p.type) for n, p in enumerate(kind.parameters))
    return Signature(name, parameters, kind.is_variadic, kind.type)


def strip(kind: drgn.Type) -> drgn.Type:
    """Return what a typedef stands for."""
    while kind.kind is drgn.TypeKind.TYPEDEF:
        kind = kind.type
    return kind


def _typed(what: str, declared: drgn.Type, value: Any, lend: Lender) -> list[int]:
    kind = strip(declared)
    if kind.kind is drgn.TypeKind.POINTER:
        return [_pointer(what, declared, value, lend)]
    if kind.kind not in _INTEGERS:
        raise ConfigError(f"{what} is a {declared.type_name()}, which cannot be passed")
    number = value.value_() if isinstance(value, drgn.Object) else value
    if not isinstance(number, int):
        raise ConfigError(f"{what} is a {declared.type_name()}, not {value!r}")
    bits = 8 * (kind.size or WORD)
    if not -(1 << bits - 1) <= number < 1 << bits:
        raise ConfigError(f"{what}: {number:#x} does not fit a {declared.type_name()}")
    number &= (1 << max(bits, 32)) - 1
    return [number & 0xFFFFFFFF, number >> 32] if bits > 32 else [number]


def _pointer(what: str, declared: drgn.Type | None, value: Any, lend: Lender) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        return lend(value.encode() + b"\0")
    if isinstance(value, bytes):
        return lend(value)
    if isinstance(value, drgn.Object):
        kind = strip(value.type_).kind
        if kind in (drgn.TypeKind.POINTER, *_INTEGERS):
            return int(value.value_())
        return int(value.address_of_().value_())
    if isinstance(value, int):
        return value & 0xFFFFFFFF
    pointer = declared.type_name() if declared else "word"
    raise ConfigError(f"{what} is a {pointer}, not {value!r}")


def _untyped(name: str, value: Any, lend: Lender) -> int:
    if isinstance(value, bool | int):
        return int(value) & 0xFFFFFFFF
    if value is None or isinstance(value, str | bytes | drgn.Object):
        return _pointer(name, None, value, lend)
    raise ConfigError(f"{name}: cannot pass {value!r}")


def _is_signed(kind: drgn.Type) -> bool:
    if kind.kind is drgn.TypeKind.ENUM:
        return bool(kind.type and kind.type.is_signed)
    return bool(kind.is_signed)
