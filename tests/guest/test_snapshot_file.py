# SPDX-License-Identifier: GPL-2.0-or-later
"""Snapshots in files: the way out and back, and what is wrong with bad ones."""

import hashlib
import json
import os
import random
import subprocess
import sys
import zlib

import pytest
from tiny import plain_elf

from harness import BootConfig, Layout, Machine
from harness.errors import ConfigError, SnapshotError
from harness.image.elf import parse_elf
from harness.image.layout import MIB
from harness.run import load
from harness.run.kernel_path import default_kernel
from harness.run.snapshot_file import _HEAD, MAGIC, VERSION, load_snapshot, read_config, resume, save

needs_kernel = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
COUNT = "mov ecx, 1000000; l: mov [0x200000], ecx; loop l; mov dx, 0xf4; xor eax, eax; out dx, eax"
POLICIES = ("lazy", "eager", "guard", "native")


def counting(source=COUNT):
    return Machine.load_any(parse_elf("tiny", plain_elf(source)), Layout(memory_bytes=16 * MIB))


@pytest.fixture
def file(tmp_path):
    machine = counting()
    machine.run(1000)
    target = tmp_path / "a.snap"
    save(machine.snapshot(), target)
    return target


def test_a_file_brings_the_machine_back(file):
    machine, other = counting(), counting()
    machine.run(1000)
    other.restore(load_snapshot(file))
    assert other.run() == machine.run()
    assert other.engine.trace_hash == machine.engine.trace_hash


def test_its_kernel_is_found_where_it_was_or_where_it_is_now(tmp_path):
    kernel, moved, target = tmp_path / "k.elf", tmp_path / "moved.elf", tmp_path / "s"
    kernel.write_bytes(plain_elf(COUNT))
    machine = Machine.load_any(parse_elf(str(kernel), kernel.read_bytes()), Layout(memory_bytes=16 * MIB))
    save(machine.snapshot(), target)
    assert resume(target).engine.trace_hash == machine.engine.trace_hash
    kernel.rename(moved)
    assert resume(target, moved).engine.trace_hash == machine.engine.trace_hash


def test_another_kernel_is_refused(file, tmp_path):
    kernel = tmp_path / "k.elf"
    kernel.write_bytes(plain_elf(COUNT.replace("1000000", "1000001")))
    with pytest.raises(ConfigError, match="kernel is '[0-9a-f]{16}' there and '[0-9a-f]{16}' here"):
        resume(file, kernel)


def test_equal_machines_write_equal_files(tmp_path):
    for name in ("a", "b"):
        machine = counting()
        machine.run(1000)
        save(machine.snapshot(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_host_event_fits_no_file(tmp_path):
    machine = counting()
    machine.board.events.at(5000, lambda: None)
    with pytest.raises(ConfigError, match="1 events of the host"):
        save(machine.snapshot(), tmp_path / "s")
    assert not list(tmp_path.iterdir())


def test_every_truncation_is_told(file):
    whole = file.read_bytes()
    for size in [*range(0, 80), *random.Random(1).sample(range(80, len(whole)), 50), len(whole) - 1]:
        file.write_bytes(whole[:size])
        with pytest.raises(SnapshotError, match="is no snapshot|is truncated"):
            load_snapshot(file)


def test_every_flipped_bit_is_told(file):
    whole, dice = file.read_bytes(), random.Random(2)
    for at in [*range(_HEAD.size), *dice.sample(range(_HEAD.size, len(whole)), 200)]:
        changed = bytearray(whole)
        changed[at] ^= 1 << dice.randrange(8)
        file.write_bytes(changed)
        with pytest.raises(SnapshotError):
            load_snapshot(file)


def test_another_format_is_told_by_its_number(file):
    whole = bytearray(file.read_bytes())
    whole[8] = VERSION + 1
    file.write_bytes(whole)
    with pytest.raises(
        SnapshotError, match=f"is of snapshot format {VERSION + 1}, and this is format {VERSION}"
    ):
        load_snapshot(file)


def forge(file, change):
    """Rewrite header and body, with a checksum that holds."""
    whole = file.read_bytes()
    header_bytes = _HEAD.unpack_from(whole)[2]
    header = json.loads(whole[_HEAD.size : _HEAD.size + header_bytes])
    body = whole[_HEAD.size + header_bytes :]
    header, body = change(header, body) or (header, body)
    text = json.dumps(header).encode()
    digest = hashlib.sha256(text + body).digest()
    file.write_bytes(_HEAD.pack(MAGIC, VERSION, len(text), len(body), digest) + text + body)


@pytest.mark.parametrize(
    "change",
    [
        lambda header, body: ([], body),
        lambda header, body: ({}, body),
        lambda header, body: header.pop("console") and None,
        lambda header, body: header["config"].pop("memory_bytes") and None,
        lambda header, body: header["config"].update(memory_bytes=32 * MIB),
        lambda header, body: header["config"].update(memory_bytes=1 << 60),
        lambda header, body: header["config"].update(memory_bytes="much"),
        lambda header, body: header["config"].update(command_line=5),
        lambda header, body: header.update(core_bytes=-1),
        lambda header, body: header.update(core_bytes=1 << 40),
        lambda header, body: header.update(console=5),
        lambda header, body: (header, b"no deflated data"),
        lambda header, body: (header, zlib.compress(bytes(100 * MIB))),
        lambda header, body: (header, zlib.compress(b"")),
    ],
)
def test_a_file_that_contradicts_itself_is_told(file, change):
    forge(file, change)
    with pytest.raises(SnapshotError, match="contradicts itself|is damaged"):
        load_snapshot(file)


@pytest.mark.parametrize(
    "name, value",
    [("board", {}), ("disk_sources", [5]), ("kernel_path", 5), ("policy_state", {"switches": "x"})],
)
def test_a_state_of_other_devices_is_told(file, tmp_path, name, value):
    forge(file, lambda header, body: header.update({name: value}))
    kernel = tmp_path / "k.elf"
    kernel.write_bytes(plain_elf(COUNT))
    with pytest.raises(SnapshotError, match="a state that this version does not know"):
        resume(file, None if name == "kernel_path" else kernel)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SnapshotError, match="cannot be read: No such file"):
        read_config(tmp_path / "none")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(file):
    folder = file.parent / "folder"
    folder.mkdir()
    with pytest.raises(ConfigError, match="folder: cannot be written: Is a directory"):
        save(load_snapshot(file), folder)
    with pytest.raises(ConfigError, match="Not a directory"):
        save(load_snapshot(file), file / "within.snap")
    assert sorted(path.name for path in file.parent.iterdir()) == ["a.snap", "folder"]


def test_what_is_no_file_is_not_replaced_by_one(file):
    pipe, copy = file.parent / "pipe", file.parent / "copy"
    os.mkfifo(pipe)
    with copy.open("wb") as target, subprocess.Popen(["cat", pipe], stdout=target) as reader:
        save(load_snapshot(file), pipe)
        if not pipe.is_fifo():
            reader.kill()
    assert load_snapshot(copy).trace_hash == load_snapshot(file).trace_hash


@needs_kernel
@pytest.mark.parametrize("policy", POLICIES)
def test_another_process_goes_on_to_the_same_hash(policy, tmp_path):
    machine = load(BootConfig(policy=policy))
    machine.run(random.Random(policy).randrange(1_000_000, 6_000_000))
    save(machine.snapshot(), tmp_path / "s")
    stop = machine.run()
    command = [sys.executable, "-m", "harness", "boot", "--from", tmp_path / "s", "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    report = json.loads(done.stdout)
    assert report["trace_hash"] == f"{machine.engine.trace_hash:#018x}"
    assert report["instructions"] == stop.instructions
    assert report["console"] == machine.console.text
    assert report["cr3"] == {"policy": policy, **machine.policy.counts.as_json()}


@needs_kernel
@pytest.mark.parametrize("place", ["sys_execve", "2000000", "init: process 1"])
def test_a_snapshot_is_taken_at_a_function_a_number_or_output(harness, place, tmp_path):
    target = tmp_path / "s"
    done = harness("boot", "--quiet", "--snapshot-at", place, "-o", target)
    assert done.returncode == 0, done.stderr
    went_on, whole = harness("boot", "--quiet", "--from", target), harness("boot", "--quiet", "--no-checks")
    assert went_on.stdout.split()[-1] == whole.stdout.split()[-1]


@needs_kernel
def test_ps_bt_and_pages_look_at_a_snapshot_where_it_stands(harness, tmp_path):
    target = tmp_path / "s"
    harness("boot", "--quiet", "--snapshot-at", "sys_execve", "-o", target)
    assert "khelper" in harness("ps", "--from", target).stdout
    assert "#0  0xc" in harness("bt", "--from", target).stdout
    assert "sys_execve" in harness("bt", "--from", target).stdout
    assert "physical" in harness("pages", "walk", "init_task", "--from", target).stdout
    assert "do_exit" in harness("bt", "--from", target, "--until", "do_exit").stdout


@needs_kernel
def test_options_that_contradict_a_snapshot_are_refused_by_name(harness, tmp_path):
    target = tmp_path / "s"
    harness("boot", "--quiet", "--snapshot-at", "1000000", "-o", target)
    done = harness("boot", "--from", target, "--policy", "eager", "--pages", "pae")
    assert done.returncode == 2
    assert "pages is '4m' there and 'pae' here, policy is 'lazy' there and 'eager' here" in done.stderr


@needs_kernel
@pytest.mark.parametrize(
    "arguments, code, sentence",
    [
        (("--snapshot-at", "no_such_function", "-o", "s"), 2, "the console did not show it"),
        (("--snapshot-at", "1000"), 2, "--snapshot-at needs a file"),
        (("-o", "s"), 2, "say where to take it"),
        (("--snapshot-at", "[", "-o", "s"), 2, "no regular expression"),
        (("--snapshot-at", "1G", "-o", "s"), 2, "not reached: the guest ended"),
        (
            ("--snapshot-at", "1000", "-o", "/nonexistent/s"),
            2,
            "/nonexistent/s: cannot be written: No such file",
        ),
        (("--from", "none"), 6, "none: cannot be read"),
        (("--from", sys.executable), 6, "is no snapshot"),
    ],
)
def test_wrong_usage_is_one_sentence(harness, arguments, code, sentence):
    done = harness("boot", "--quiet", *arguments)
    assert done.returncode == code
    assert sentence in done.stderr and done.stderr.count("\n") == 1


def test_a_damaged_file_ends_the_command_with_6(harness, file):
    file.write_bytes(file.read_bytes()[:-9])
    done = harness("ps", "--from", file)
    assert done.returncode == 6
    assert "is truncated" in done.stderr and done.stderr.count("\n") == 1
