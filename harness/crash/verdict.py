# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether what a recovery found is what the power cut may have left.

A file system with a journal loses time, not order: what is there must be the
state after some step, none later than the cut and none earlier than what was
fsynced.  The bytes of a file may be as they were at that state or written
since; none that was ever elsewhere, or that an fsync should have replaced.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence

from harness.crash.model import UNIT, File, Link, Model, Names
from harness.crash.record import Moment
from harness.machine.disk.ext3.reader import Node
from harness.machine.disk.sectors import SECTOR

Tree = Mapping[str, Node]
Shape = tuple[tuple[str, int, int, str, str], ...]


class Judge:
    """Judges trees against the models of the workers, each of which has a directory of its own.

    ``data`` is the mount option; with "writeback" only what was fsynced and not
    written since must hold its bytes.
    """

    def __init__(self, models: Sequence[Model], data: str) -> None:
        self.models = models
        self.data = data
        self._states = [_by_shape(model) for model in models]

    def faults(self, tree: Tree, cut: Moment) -> list[str]:
        """Return what cannot be after a power cut at that moment, one sentence each."""
        found = list(self._strangers(tree))
        for worker, model in enumerate(self.models):
            names = _below(tree, f"w{worker}")
            fault = self._fault(worker, model, names, cut)
            found += [f"worker {worker}: {fault}"] * bool(fault)
        return found

    def _strangers(self, tree: Tree) -> Iterator[str]:
        homes = {"lost+found", *(f"w{worker}" for worker in range(len(self.models)))}
        for path in tree:
            if path.split("/")[0] not in homes or path.startswith("lost+found/"):
                yield f"{path} is there, and nobody made it"

    def _fault(self, worker: int, model: Model, names: Tree | None, cut: Moment) -> str:
        """Return why no state of a worker's fits, or nothing."""
        first, last = model.reach(cut)
        fitting = self._states[worker].get(_shape_of_tree(names), [])
        reached = [state for state in fitting if first <= state <= last]
        if not fitting:
            return f"its names and sizes are of no moment; {_difference(names, model.states[last].names)}"
        if not reached:
            return f"its names and sizes are of state {fitting[-1]}; {first} to {last} can be"
        faults = [self._data_fault(model.states[state].names, names, state, last, cut) for state in reached]
        return "" if "" in faults else faults[-1]

    def _data_fault(
        self, wanted: Names | None, names: Tree | None, state: int, last: int, cut: Moment
    ) -> str:
        for path, file in (wanted or {}).items():
            if isinstance(file, File) and names is not None:
                place = self._wrong_byte(file, names[path].data, state, last, cut)
                if place is not None:
                    return f"{path} at byte {place} has {_words(names[path].data, place)}"
        return ""

    def _wrong_byte(self, file: File, data: bytes, state: int, last: int, cut: Moment) -> int | None:
        """Return where a file has bytes that it cannot have, None if nowhere."""
        here, newest = file.at(state), file.at(last)
        promised = max((at for moment, at in file.promised if moment <= cut), default=0)
        oldest = file.at(max(promised, file.versions[0][0]))
        if self.data == "writeback" and (oldest != newest or not promised):
            return None
        if self.data == "journal":
            return _unexplained(file, data, here, range(here, here + 1))
        return _unexplained(file, data, here, range(oldest, newest + 1))


def _unexplained(file: File, data: bytes, here: int, versions: range) -> int | None:
    """Return the first unit of the data that is of none of the versions, where their blocks were the same."""
    if here in versions and data == file.versions[here][1]:
        return None
    born = file.versions[here][2]
    for at in range(0, len(data), SECTOR):
        block = at // file.block_size
        # A hole is one in all of them, whatever came later.
        able = [v for v in versions if v == here or file.versions[v][2].get(block) == born.get(block, -1)]
        if block not in born:
            able = [here]
        if _same(file, data, at, SECTOR, able, here):
            continue
        for unit in range(at, min(at + SECTOR, len(data)), UNIT.size):
            if not _same(file, data, unit, UNIT.size, able, here):
                return unit
    return None


def _same(file: File, data: bytes, at: int, size: int, versions: Iterable[int], here: int) -> bool:
    """Whether a part of the data is a version's; a later and shorter one has zeros behind its end."""
    part = data[at : at + size]
    for version in versions:
        whole = file.versions[version][1][at : at + size]
        if part == whole or (version > here and part == whole[: len(part)].ljust(len(part), b"\0")):
            return True
    return False


def _by_shape(model: Model) -> dict[Shape | None, list[int]]:
    found: dict[Shape | None, list[int]] = {}
    for number, state in enumerate(model.states):
        found.setdefault(_shape_of_names(state.names, number), []).append(number)
    return found


def _shape_of_names(names: Names | None, state: int) -> Shape | None:
    """Return kinds, sizes, links and which names are one file."""
    if names is None:
        return None
    first: dict[int, str] = {}
    rows = list[tuple[str, int, int, str, str]]()
    for path, what in sorted(names.items()):
        same = path if what is None else first.setdefault(id(what), path)
        if isinstance(what, File):
            rows.append((path, stat.S_IFREG, len(what.versions[what.at(state)][1]), "", same))
        elif isinstance(what, Link):
            rows.append((path, stat.S_IFLNK, len(what.text), what.text, same))
        else:
            rows.append((path, stat.S_IFDIR, 0, "", same))
    return tuple(rows)


def _shape_of_tree(names: Tree | None) -> Shape | None:
    if names is None:
        return None
    first: dict[int, str] = {}
    rows = list[tuple[str, int, int, str, str]]()
    for path, node in sorted(names.items()):
        text = node.data.decode("latin-1") if node.kind == stat.S_IFLNK else ""
        rows.append((path, node.kind, node.size, text, first.setdefault(node.ino, path)))
    return tuple(rows)


def _below(tree: Tree, top: str) -> dict[str, Node] | None:
    if top not in tree:
        return None
    return {path[len(top) + 1 :]: node for path, node in tree.items() if path.startswith(top + "/")}


def _difference(names: Tree | None, newest: Names | None) -> str:
    """Return what the tree has that the newest state has not, and the other way round."""
    there, wanted = set(names or {}), set(newest or {})
    only = [f"{path} only there" for path in sorted(there - wanted)]
    missing = [f"{path} not there" for path in sorted(wanted - there)]
    return "against the newest: " + (", ".join((only + missing)[:4]) or "sizes, kinds or links")


def _words(data: bytes, at: int) -> str:
    at -= at % UNIT.size
    who, step, where = UNIT.unpack(data[at : at + UNIT.size].ljust(UNIT.size, b"\0"))
    return f"{data[at : at + UNIT.size].hex()} (worker {who}, step {step}, byte {where})"
