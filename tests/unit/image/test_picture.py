# SPDX-License-Identifier: GPL-2.0-or-later
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from harness.errors import ConfigError
from harness.image.layout import SPLITS, Layout
from harness.image.picture import COLOURS, draw, heights
from harness.image.regions import regions, user_regions


def test_heights_fill_the_column_and_keep_the_order_of_sizes():
    shares = heights([4096, 1 << 20, 1 << 30, 3 << 30])
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares)
    assert shares[3] == pytest.approx(3 * shares[2])


def test_every_kind_of_region_has_a_colour():
    kinds = {r.kind for pages in ("4k", "4m") for r in regions(Layout(pages=pages))}
    assert kinds <= COLOURS.keys()


def test_the_svg_is_readable_text_and_the_same_every_time(tmp_path):
    pytest.importorskip("matplotlib", reason="pip install 'harness[plot]'")
    found = regions(Layout(SPLITS["2G"]))
    files = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for file in files:
        draw(found, "Layout 2G", str(file), "svg")
    assert files[0].read_bytes() == files[1].read_bytes()
    texts = {
        "".join(e.itertext()).strip() for e in ElementTree.parse(files[0]).iter() if e.tag.endswith("}text")
    }
    assert {"Layout 2G", "user half", "direct map", "0x80000000", "vmalloc", "fixmap", "guard page"} <= texts


def test_a_users_own_directory_stands_beside_the_kernels(tmp_path):
    pytest.importorskip("matplotlib", reason="pip install 'harness[plot]'")
    layout = Layout(separation="4g")
    draw(regions(layout), "4G", str(tmp_path / "a.svg"), "svg", user_regions(layout))
    text = (tmp_path / "a.svg").read_text()
    for name in ("a user&#39;s directory", "the kernel&#39;s directory", "entry area", "0xffbff000"):
        assert name in text or name.replace("&#39;", "'") in text


def test_the_png_is_one(tmp_path):
    pytest.importorskip("matplotlib", reason="pip install 'harness[plot]'")
    draw(regions(Layout()), "Layout 3G", str(tmp_path / "a.png"), "png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    pytest.importorskip("matplotlib", reason="pip install 'harness[plot]'")
    with pytest.raises(ConfigError, match="cannot be written"):
        draw(regions(Layout()), "Layout 3G", str(tmp_path / "no" / "a.png"), "png")


def test_without_matplotlib_the_remedy_is_told(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ConfigError, match=r"harness\[plot\]"):
        draw(regions(Layout()), "Layout 3G", str(tmp_path / "a.svg"), "svg")


def test_a_layout_on_the_terminal_does_not_import_matplotlib():
    script = (
        "import sys, harness.cli\ncode = harness.cli.run(['layout', 'show'])\n"
        "sys.exit(code or 'matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=600)
    assert done.returncode == 0, done.stderr
