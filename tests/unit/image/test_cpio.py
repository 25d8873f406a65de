# SPDX-License-Identifier: GPL-2.0-or-later
"""Judged by GNU cpio; where only bytes can tell, by the newc header's definition."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from harness.image import cpio

SCRIPT = Path(cpio.__file__)
HEADER_FIELDS = (
    "ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check".split()
)


@pytest.fixture
def gnu_cpio():
    path = shutil.which("cpio")
    if path is None and os.environ.get("HARNESS_REQUIRE_PEERS") != "1":
        pytest.skip("GNU cpio is missing: apt-get install cpio")
    assert path, "HARNESS_REQUIRE_PEERS=1, but GNU cpio is missing: apt-get install cpio"

    def run(archive, *arguments, cwd=None):
        done = subprocess.run([path, *arguments], input=archive, cwd=cwd, capture_output=True, check=True)
        return done.stdout.decode()

    return run


def first_header(archive):
    raw = archive[6:110].decode("ascii")
    return {name: int(raw[8 * i : 8 * i + 8], 16) for i, name in enumerate(HEADER_FIELDS)}


def entries():
    return [
        cpio.file("sbin/init", b"\x7fELF" + bytes(range(251)), 0o755),
        cpio.directory("sbin"),
        cpio.symlink("init", "sbin/init"),
        cpio.file("empty", b""),
        cpio.directory("dev", 0o700),
    ]


def test_gnu_cpio_lists_members_sorted_with_parents_first(gnu_cpio):
    listed = gnu_cpio(cpio.pack(entries()), "-it", "--quiet").split()
    assert listed == ["dev", "empty", "init", "sbin", "sbin/init"]


def test_gnu_cpio_extracts_what_was_packed(gnu_cpio, tmp_path):
    gnu_cpio(cpio.pack(entries()), "-id", "--quiet", cwd=tmp_path)
    assert (tmp_path / "sbin/init").read_bytes() == b"\x7fELF" + bytes(range(251))
    assert stat.S_IMODE((tmp_path / "sbin/init").stat().st_mode) == 0o755
    assert (tmp_path / "init").readlink() == Path("sbin/init")
    assert (tmp_path / "empty").read_bytes() == b""
    assert stat.S_IMODE((tmp_path / "dev").stat().st_mode) == 0o700


def test_gnu_cpio_sees_devices_with_their_numbers(gnu_cpio):
    archive = cpio.pack([cpio.node("console", "c", 5, 1), cpio.node("disk", "b", 3, 64, 0o660)])
    console, disk = gnu_cpio(archive, "-itv", "--quiet").splitlines()
    assert console.startswith("crw-------") and console.replace(" ", "").find("5,1") > 0
    assert disk.startswith("brw-rw----") and disk.replace(" ", "").find("3,64") > 0


def test_every_length_of_name_and_data_keeps_the_members_aligned(gnu_cpio):
    packed = [cpio.file("n" * (1 + i), b"d" * i) for i in range(9)]
    assert gnu_cpio(cpio.pack(packed), "-it", "--quiet").split() == [entry.name for entry in packed]


def test_the_header_has_the_fields_of_newc():
    archive = cpio.pack([cpio.file("abc", b"12345", 0o640)])
    assert archive[:6] == b"070701"
    header = first_header(archive)
    assert header["mode"] == 0o100640 and header["filesize"] == 5 and header["namesize"] == 4
    assert archive[110:114] == b"abc\0"
    assert archive[116:121] == b"12345"  # 110 + 4, rounded up to a multiple of four


def test_times_and_owners_are_zero():
    header = first_header(cpio.pack([cpio.file("abc", b"")]))
    assert (header["mtime"], header["uid"], header["gid"]) == (0, 0, 0)


def test_the_order_of_the_entries_does_not_matter():
    assert cpio.pack(entries()) == cpio.pack(reversed(entries()))


def test_a_directory_sorts_before_its_members_whatever_its_neighbours_are_called(gnu_cpio):
    packed = [cpio.directory("a"), cpio.file("a/b", b""), cpio.directory("a-b"), cpio.file("a.b", b"")]
    listed = gnu_cpio(cpio.pack(packed), "-it", "--quiet").split()
    assert listed.index("a") < listed.index("a/b")


@pytest.mark.parametrize("name", ["", "/dev", "dev/", "a//b", "a/../b", "./a", "a\0b", "TRAILER!!!"])
def test_names_that_a_kernel_would_misread_are_refused(name):
    with pytest.raises(ValueError, match="name"):
        cpio.file(name, b"")


def test_a_mode_without_a_type_is_refused():
    with pytest.raises(ValueError, match="x: mode 0o644 has no file type"):
        cpio.Entry("x", 0o644)


def test_a_device_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="'b' or 'c', not 'p'"):
        cpio.node("x", "p", 1, 2)


def test_a_directory_with_data_is_refused():
    with pytest.raises(ValueError, match="only files and links have data"):
        cpio.Entry("x", stat.S_IFDIR | 0o755, b"data")


def test_a_name_listed_twice_is_refused():
    with pytest.raises(ValueError, match="x: listed twice"):
        cpio.pack([cpio.file("x", b""), cpio.directory("x")])


@pytest.mark.parametrize("parent", [[], [cpio.file("etc", b"")]])
def test_a_member_outside_a_listed_directory_is_refused(parent):
    with pytest.raises(ValueError, match="etc/rc: its directory etc is not in the archive"):
        cpio.pack([*parent, cpio.file("etc/rc", b"")])


def test_a_list_names_every_kind(tmp_path):
    (tmp_path / "prog").write_bytes(b"code")
    text = "# comment\ndir /bin 0755\n\nfile /bin/p prog 0700  # ours\nnod /null 0666 c 1 3\nslink /l bin/p\n"
    assert cpio.parse_spec(text, tmp_path) == [
        cpio.directory("bin"),
        cpio.file("bin/p", b"code", 0o700),
        cpio.node("null", "c", 1, 3, 0o666),
        cpio.symlink("l", "bin/p"),
    ]


@pytest.mark.parametrize(
    "line", ["dir", "dir /a", "dir /a 0x9", "fifo /a 0644", "nod /a 0600 c 1", "nod /a 0600 c one 3"]
)
def test_a_line_that_is_not_understood_is_named(line):
    with pytest.raises(ValueError, match=f"^line 2: {line}: "):
        cpio.parse_spec(f"dir /ok 0755\n{line}\n")


def run_script(*arguments):
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *map(str, arguments)], capture_output=True, text=True
    )


def test_the_script_needs_only_the_standard_library(tmp_path):
    spec, out = tmp_path / "list", tmp_path / "out.cpio"
    spec.write_text("dir /dev 0755\n")
    done = run_script(out, spec)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_bytes() == cpio.pack([cpio.directory("dev")])


def test_the_script_says_in_one_sentence_what_is_missing(tmp_path):
    spec = tmp_path / "list"
    spec.write_text("file /init nowhere/init 0755\n")
    done = run_script(tmp_path / "out.cpio", spec)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere/init" in done.stderr and str(spec) in done.stderr
    assert not (tmp_path / "out.cpio").exists()
