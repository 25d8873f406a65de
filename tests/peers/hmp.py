# SPDX-License-Identifier: GPL-2.0-or-later
"""A line for QEMU's monitor over its unix socket.

gdb's own `monitor` acknowledges each piece with a byte of its own; some thousand
lines fill that socket, and both ends wait for ever.
"""

from __future__ import annotations

import socket
import sys

PROMPT = b"(qemu) "


def ask(path: str, *lines: str) -> str:
    """Send each line, return all that was answered."""
    with socket.socket(socket.AF_UNIX) as monitor:
        monitor.settimeout(600)
        monitor.connect(path)
        answers = [_answer(monitor)]
        for line in lines:
            monitor.sendall(line.encode() + b"\n")
            answers.append(_answer(monitor))
    return b"".join(answers[1:]).decode().replace("\r", "")


def _answer(monitor: socket.socket) -> bytes:
    got = b""
    while not got.endswith(PROMPT):
        more = monitor.recv(65536)
        if not more:
            break
        got += more
    return got.removesuffix(PROMPT)


if __name__ == "__main__":
    print(ask(*sys.argv[1:]), flush=True)
