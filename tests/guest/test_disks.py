# SPDX-License-Identifier: GPL-2.0-or-later
"""Disks of a running guest: on the command line, in snapshots, and when the host's file fails."""

from __future__ import annotations

import gc
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import BootConfig, Machine, StopReason
from harness.errors import ConfigError, DiskError
from harness.machine.disk import DiskSpec, Kept, Seeded
from harness.run import load
from harness.run.kernel_path import default_kernel
from harness.run.snapshot_file import load_snapshot, resume, save

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

# It writes and reads the last pages of a disk of 16 MiB, and puts them back.
APPEND = "rc=kunit kunit=ide"
SIZE = 16 << 20
BUDGET = 500_000_000
Harness = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "disk.img"
    with open(path, "wb") as file:
        file.truncate(SIZE)
    return path


def guest(*disks: str) -> Machine:
    # A machine is full of cycles, and the one before this may still hold the file.
    gc.collect()
    return load(BootConfig(append=APPEND, disks=tuple(map(DiskSpec.parse, disks))))


def run_to_writes(machine: Machine, count: int) -> None:
    """Run until the disk has done so many writing commands, and a little on."""
    seen = 0

    def watch(command: object) -> None:
        nonlocal seen
        seen += getattr(command, "write", False)
        if seen == count:
            machine.end()

    stop = machine.disks[0].observe(watch)
    assert machine.run(BUDGET).reason is StopReason.EXIT
    stop()
    assert seen == count


def ended(machine: Machine) -> tuple[int, str, bytes]:
    machine.run(BUDGET)
    return machine.engine.trace_hash, machine.console.text, machine.disks[0].image().read(0, SIZE // 512)


def test_where_a_disk_lies_changes_nothing_of_the_run(image: Path) -> None:
    # The file last: the run writes it.
    ends = [ended(guest(disk)) for disk in ("blank:16M", f"{image},overlay", str(image))]
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("disk", ["blank:16M", "FILE", "FILE,overlay"])
def test_a_snapshot_in_the_middle_of_writes_goes_on_the_same(disk: str, image: Path, tmp_path: Path) -> None:
    machine = guest(disk.replace("FILE", str(image)))
    run_to_writes(machine, 3)
    # Until a block is under way in the data port or in the drive.
    while not machine.board.ata.state()["protocol"]["job"]:
        machine.run(20)
    snapshot = machine.snapshot()
    assert snapshot.disks[0].pending
    expected = ended(machine)
    machine.restore(snapshot)
    assert ended(machine) == expected
    save(snapshot, tmp_path / "s")
    assert load_snapshot(tmp_path / "s").disks == snapshot.disks
    del machine
    assert ended(resume(tmp_path / "s")) == expected


def test_snapshots_nest_and_come_back_in_any_order() -> None:
    machine = guest("blank:16M")
    kept = []
    for _ in range(4):
        run_to_writes(machine, 1)
        kept.append((machine.snapshot(), machine.disks[0].image().read(0, SIZE // 512)))
    for index in (2, 0, 3, 1, 3):
        snapshot, contents = kept[index]
        machine.restore(snapshot)
        assert machine.disks[0].image().read(0, SIZE // 512) == contents
    assert len({contents for _, contents in kept}) > 1


def test_a_file_is_written_up_to_the_first_snapshot_and_by_commit(image: Path) -> None:
    machine = guest(str(image))
    run_to_writes(machine, 3)
    machine.settle_disks()
    first = image.read_bytes()
    assert first.strip(b"\0")
    machine.snapshot()
    contents = ended(machine)[2]
    machine.settle_disks()
    assert image.read_bytes() == first != contents
    machine.disks[0].commit()
    assert image.read_bytes() == contents


def test_another_disk_is_refused_by_name(image: Path, tmp_path: Path) -> None:
    machine = guest(str(image))
    snapshot = machine.snapshot()
    for other in (("blank:32M",), ("blank:16M,cache=off",), (), ("blank:16M", "blank:16M")):
        with pytest.raises(ConfigError, match="the snapshot is of another machine: hd[ab] is "):
            guest(*other).restore(snapshot)
    # The same contents elsewhere are the same disk.
    guest("blank:16M").restore(snapshot)
    save(snapshot, tmp_path / "s")
    del machine
    with open(image, "r+b") as file:
        file.write(b"changed")
    with pytest.raises(ConfigError, match="hda is '32768 sectors with contents"):
        resume(tmp_path / "s")
    image.unlink()
    with pytest.raises(DiskError, match="No such file"):
        resume(tmp_path / "s")


def test_after_a_commit_older_snapshots_are_refused(image: Path) -> None:
    machine = guest(str(image))
    snapshot = machine.snapshot()
    run_to_writes(machine, 1)
    machine.disks[0].commit()
    with pytest.raises(ConfigError, match="hda is"):
        machine.restore(snapshot)


def test_a_power_cut_is_a_disk_for_the_next_machine() -> None:
    machine = guest("blank:16M")
    log = machine.disks[0].start_log()
    run_to_writes(machine, 3)
    now = [machine.disks[0].power_cut(Seeded(seed)).read(0, SIZE // 512) for seed in range(5)]
    after = [log.cut(len(log.entries), Seeded(seed)).read(0, SIZE // 512) for seed in range(5)]
    assert now == after and len(set(now)) > 1
    cut = log.cut(2, Kept())
    other = load(BootConfig(append=APPEND, disks=(cut,)))
    assert other.run(BUDGET).ok
    assert log.cut(2, Kept()).read(0, SIZE // 512) == cut.read(0, SIZE // 512)


def test_the_host_s_trouble_reaches_the_guest_as_errors_and_the_user_as_a_sentence(image: Path) -> None:
    machine = guest(str(image))
    said: list[str] = []
    machine.disks[0].complain = said.append
    run_to_writes(machine, 1)
    os.truncate(image, SIZE // 2)
    assert machine.run(BUDGET).reason is StopReason.EXIT
    assert said == [f"disk hda: {image}: the file has shrunk; the guest is told of an error"]
    assert re.search(r"hda: .*rror", machine.console.text)


def test_a_boot_from_the_command_line_leaves_its_writes_in_the_file(harness: Harness, image: Path) -> None:
    done = harness("boot", "--quiet", "--no-checks", "--append", APPEND, "--disk", image, "--budget", "20M")
    assert done.returncode in (0, 4), done.stderr
    assert os.stat(image).st_blocks > 0


@pytest.mark.parametrize(
    "arguments, code, sentence",
    [
        (("--disk", "nowhere.img"), 6, "nowhere.img: cannot be opened: No such file"),
        (("--disk", "/"), 6, "/: is a directory"),
        (("--disk", "x,wrong"), 2, "no option 'wrong'; write it as FILE"),
        (("--disk", "blank:7"), 2, "a disk has a whole number of 512-byte sectors"),
        (("--disk", "a", "--disk", "b", "--disk", "c"), 2, "the controller has room for 2"),
        (("--disk", "none", "--disk", "b"), 2, "stands alone"),
    ],
)
@pytest.mark.parametrize("command", [("boot", "--quiet"), ("run", default_kernel())])
def test_a_wrong_disk_is_one_sentence(
    harness: Harness, command: tuple[object, ...], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = harness(*command, *arguments)
    assert done.returncode == code
    assert sentence in done.stderr and done.stderr.count("\n") == 1


def test_two_machines_with_one_disk_file_are_refused(harness: Harness, image: Path) -> None:
    done = harness("boot", "--quiet", "--disk", image, "--disk", image)
    assert done.returncode == 6
    assert "disk.img: is in use as a disk; end the other machine first" in done.stderr


def test_disk_make_writes_what_a_boot_has_in_memory(harness: Harness, tmp_path: Path) -> None:
    for name, size, options in (("a", "12M+4M", ("--ext3",)), ("b", "32M", ("--swap",))):
        assert harness("disk", "make", tmp_path / name, size, *options).returncode == 0
    files = load(
        BootConfig(disks=(DiskSpec("file", str(tmp_path / "a")), DiskSpec("file", str(tmp_path / "b"))))
    )
    assert files.config == load(BootConfig()).config
    again = harness("disk", "make", tmp_path / "a", "1M")
    assert again.returncode == 2 and "is there already" in again.stderr


def test_the_documented_programs_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parents[2] / "docs" / "disks.md"
    monkeypatch.setenv("HARNESS_KERNEL", str(default_kernel().resolve()))
    monkeypatch.chdir(tmp_path)
    programs = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    assert len(programs) == 2
    for program in programs:
        exec(program, {})
