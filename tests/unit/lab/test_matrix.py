# SPDX-License-Identifier: GPL-2.0-or-later
"""The processes that run cells side by side."""

import subprocess
import sys

KILLED_COMMAND = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from harness.lab.matrix import begin_worker

pool = ProcessPoolExecutor(1, get_context("forkserver"), initializer=begin_worker)
pool.submit(os.getpid).result()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_worker_outlives_a_command_that_is_killed():
    # The workers have the pipe, too: it is read to its end when the last of them has gone.
    done = subprocess.run([sys.executable, "-c", KILLED_COMMAND], stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == -9
