# SPDX-License-Identifier: GPL-2.0-or-later
"""Which system calls a made-up script may contain, with what kinds of arguments.

Not here, because their results differ by what they are for, or the machine must live on:
fork, vfork, clone, exit, exit_group, execve, sigreturn, reboot, mount and the like; kill of
others than one's own group; signals that stop; calls newer than the guest's Linux 2.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from tests.peers.calls import Call, arena_address

# As /bin/calls lays them out.
EDGE, READ_ONLY, NO_PAGE, SPARE, UNMAPPED = 0x20001000, 0x20010000, 0x20020000, 0x20100000, 0x30000000
READ_ONLY_EDGE = READ_ONLY + 0xFFE
ZEROS, ONES, SCRATCH = 0x2000, 0x2800, 0x3000
NAMES: Final = (
    "file", "secret", "none", "dir", "dir/none", "dir/.", "file/none", "none/none", "link", "loop", ".", "..",
    "", "x" * 300, "/" + "y/" * 2100,
)  # fmt: skip
# None above a program's memory: where that ends differs on a 64-bit kernel, and counts of 0 show it.
BAD_POINTERS: Final = (0, 0x10, UNMAPPED, NO_PAGE, EDGE)
# Nor more than 2 GiB, which is less than nothing for a 32-bit kernel only.
SIZES: Final = (0, 1, 2, 7, 8, 12, 16, 64, 128, 4096, 0x7FFFFFFF)
WORDS: Final = (0, 1, 2, 3, 4, 5, 8, 15, 16, 63, 64, 65, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def arena() -> bytes:
    """Names, a page's part of zeros, one of ones, and room."""
    names = b"".join(name.encode() + b"\0" for name in NAMES)
    assert len(names) <= ZEROS
    return names.ljust(ZEROS, b"\0").ljust(ONES, b"\0").ljust(SCRATCH, b"\xff")


def name_address(name: str) -> int:
    """Where a name stands."""
    before = NAMES[: NAMES.index(name)]
    return arena_address() + sum(len(other) + 1 for other in before)


def addresses(*offsets: int) -> tuple[int, ...]:
    """Places in the arena."""
    return tuple(arena_address() + offset for offset in offsets)


KINDS: Final[dict[str, tuple[int, ...]]] = {
    "fd": (*range(3, 11), 31, 32, 99, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF),
    "at": (0xFFFFFF9C, 6, 3, 7, 99, 0xFFFFFFFF),
    "path": (*(name_address(name) for name in NAMES), READ_ONLY_EDGE, *BAD_POINTERS),
    "ptr": (*addresses(ZEROS, ONES, SCRATCH), READ_ONLY, *BAD_POINTERS),
    "in": (*addresses(ZEROS, ONES), READ_ONLY_EDGE, *BAD_POINTERS),
    "out": (*addresses(SCRATCH), READ_ONLY, EDGE - 2, *BAD_POINTERS),
    "size": SIZES,
    "int": WORDS,
    "mode": (0, 0o400, 0o644, 0o777, 0o7777),
    "open": (0, 1, 2, 0o100, 0o102, 0o300, 0o1001, 0o2001, 0o4000, 0o200000, 0o400000),
    "whence": (0, 1, 2, 5, 0xFFFFFFFF),
    "off": (0, 1, 9, 4096, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF),
    "high": (0, 0xFFFFFFFF, 0x80000000),
    "zero": (0,),
    "sig": (0, 1, 10, 14, 17, 18, 34, 64, 65, 0x80000000, 0xFFFFFFFF),
    "pid": (0, 0x7FFFFFFF, 0x80000000),
    "tid": (0, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF),
    "setsize": (8, 0, 4, 16, 0xFFFFFFFF),
    "how": (0, 1, 2, 3),
    "fcntl": (0, 1, 2, 3, 5, 6, 12, 13, 77, 0xFFFFFFFF),
    "area": (SPARE, SPARE + 1, SPARE + 0x4000, 0x20080000),
    "areas": (0, 1, 4096, 8192, 0x10000, 0x20000, 0x7FFFFFFF),
    "prot": (0, 1, 3, 5, 7, 64),
    "advice": (0, 1, 2, 3, 4),
    "resource": (0, 1, 4, 6, 7, 9, 15, 16, 0xFFFFFFFF),
    "clock": (0, 1, 2, 3, 9999),
    "timer": (0, 1, 2, 3, 0xFFFFFFFF),
    "which": (0, 1, 2, 3, 0xFFFFFFFF),
    "length": (0, 1, 4096, 8192, 0x10000, 0x20000),
    "map": (0, 1, 2, 0x22, 0x21),
    "pages": (0, 1, 2),
    "room": (0, 1, 2, 4096, 0x7FFFFFFF),
    "ioctl": (0x5401, 0x5413, 0x5450, 0x5451, 0x1234),
    "flock": (0, 1, 2, 3, 4, 5, 6, 8, 9),
    "word": (*addresses(ZEROS, SCRATCH), *BAD_POINTERS),
    "options": (0, 1, 2, 3, 8, 0x40000000, 4, 0x100),
    "nfds": (0, 1, 2, 0x7FFFFFFF, 0xFFFFFFFF),
    "flag": (0, 1),
    "futex": (0, 1, 3, 4, 9, 10, 128, 99),
    "idtype": (0, 1, 2, 99),
    "waitid": (0, 1, 4, 5, 6, 12, 0x01000004, 0x100),
    "policy": (0, 1, 2, 3, 99, 0xFFFFFFFF),
    "count": (1, 2, 0),
    "prctl": (1, 2, 15, 16, 0x7FFFFFFF),
}

TABLE: Final = """
3 read fd out size
4 write fd in size
5 open path open mode
6 close fd
8 creat path mode
9 link path path
10 unlink path
12 chdir path
13 time out
15 chmod path mode
19 lseek fd off whence
20 getpid
24 getuid16
27 alarm zero
29 pause
30 utime path in
33 access path how
37 kill pid sig
38 rename path path
39 mkdir path mode
40 rmdir path
41 dup fd
42 pipe out
43 times out
47 getgid16
54 ioctl fd ioctl out
55 fcntl fd fcntl out
57 setpgid pid tid
60 umask mode
63 dup2 fd fd
64 getppid
65 getpgrp
66 setsid
67 sigaction sig in out
73 sigpending out
76 old_getrlimit resource out
77 getrusage which out
78 gettimeofday out out
83 symlink path path
85 readlink path out size
91 munmap area areas
92 truncate path off
93 ftruncate fd off
94 fchmod fd mode
96 getpriority which tid
99 statfs path out
100 fstatfs fd out
104 setitimer timer in out
105 getitimer timer out
106 stat path out
107 lstat path out
108 fstat fd out
114 wait4 tid out options out
116 sysinfo out
118 fsync fd
122 uname out
125 mprotect area areas prot
126 sigprocmask how in out
132 getpgid tid
133 fchdir fd
136 personality high
140 llseek fd high off out whence
141 getdents fd out size
142 select nfds out out out in
143 flock fd flock
144 msync area areas how
145 readv fd in nfds
146 writev fd in nfds
147 getsid tid
148 fdatasync fd
150 mlock area areas
151 munlock area areas
154 sched_setparam tid in
155 sched_getparam tid out
157 sched_getscheduler tid
158 sched_yield
159 sched_get_priority_max policy
160 sched_get_priority_min policy
161 sched_rr_get_interval tid out
162 nanosleep in out
163 mremap area length length how area
165 getresuid16 out out out
168 poll in nfds zero
172 prctl prctl ptr
174 rt_sigaction sig in out setsize
175 rt_sigprocmask how in out setsize
176 rt_sigpending out setsize
177 rt_sigtimedwait in out in setsize
178 rt_sigqueueinfo pid sig in
179 rt_sigsuspend in setsize
180 pread64 fd out size off high
181 pwrite64 fd in size off high
183 getcwd out room
186 sigaltstack in out
187 sendfile fd fd in size
191 getrlimit resource out
192 mmap2 zero length prot map fd pages
193 truncate64 path off high
194 ftruncate64 fd off high
195 stat64 path out
196 lstat64 path out
197 fstat64 fd out
198 lchown path int int
199 getuid
205 getgroups int out
207 fchown fd int int
209 getresuid out out out
211 getresgid out out out
212 chown path int int
218 mincore area areas out
219 madvise area areas advice
220 getdents64 fd out size
221 fcntl64 fd fcntl ptr
224 gettid
238 tkill tid sig
239 sendfile64 fd fd in size
240 futex word futex int in word int
243 set_thread_area in
244 get_thread_area in
250 fadvise64 fd off high size advice
258 set_tid_address zero
265 clock_gettime clock out
266 clock_getres clock out
267 clock_nanosleep clock flag in out
268 statfs64 path count out
269 fstatfs64 fd count out
270 tgkill tid tid sig
271 utimes path in
284 waitid idtype tid out waitid out
295 openat at path open mode
296 mkdirat at path mode
298 fchownat at path int int how
299 futimesat at path in
300 fstatat64 at path out int
301 unlinkat at path int
302 renameat at path at path
303 linkat at path at path int
304 symlinkat path at path
305 readlinkat at path out size
306 fchmodat at path mode
307 faccessat at path how
308 pselect6 nfds out out out in in
309 ppoll in nfds in in setsize
311 set_robust_list zero size
318 getcpu out out
320 utimensat at path in int
330 dup3 fd fd open
331 pipe2 out open
340 prlimit64 tid resource zero out
355 getrandom out size how
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A call's number, name and kinds of arguments."""

    number: int
    name: str
    kinds: tuple[str, ...]


def rows() -> tuple[Row, ...]:
    """The table's rows."""
    parts = (line.split() for line in TABLE.strip().splitlines())
    return tuple(Row(int(number), name, tuple(kinds)) for number, name, *kinds in parts)


ROWS: Final = rows()
NAME_OF: Final = {row.number: row.name for row in ROWS}


def call_of(row: Row) -> st.SearchStrategy[Call]:
    """Calls of one kind."""
    words = st.tuples(*(st.sampled_from(KINDS[kind]) for kind in row.kinds))
    return words.map(lambda chosen: Call(row.number, chosen))


def sequences(longest: int = 12) -> st.SearchStrategy[list[Call]]:
    """Scripts' calls."""
    return st.lists(st.sampled_from(ROWS).flatmap(call_of), min_size=1, max_size=longest)


# (call, Linux's errno of today, the guest's): why they may differ.
DIFFERENT: Final[dict[tuple[str, int, int], str]] = {
    ("clock_nanosleep", 0, 95): "2.6.11 sleeps by no clock of processor time",
    ("clock_nanosleep", 4, 95): "2.6.11 sleeps by no clock of processor time",
    ("link", 1, 0): "since 3.6 others' special files may not be linked (fs.protected_hardlinks)",
    ("linkat", 1, 0): "since 3.6 others' special files may not be linked (fs.protected_hardlinks)",
    ("llseek", 22, 0): "positions in a directory are its file system's own",
    ("llseek", 22, 14): "positions in a directory are its file system's own",
    ("lseek", 22, 0): "positions in a directory are its file system's own",
    ("mmap2", 1, 19): "pipes are on a file system without execution",
    ("lseek", 0, 75): "a 64-bit kernel lets a 32-bit program lose the position's upper half",
    ("readlinkat", 9, 2): "since 2.6.39 an empty name means the descriptor itself",
    ("readlinkat", 22, 2): "since 2.6.39 an empty name means the descriptor itself",
    ("fstatat64", 9, 22): "since 6.11 a descriptor with an empty name is not asked for its flags",
    ("fstatat64", 14, 22): "since 6.11 a descriptor with an empty name is not asked for its flags",
    ("sendfile", 0, 22): "since 2.6.31 it sends from anything, not only from what has pages",
    ("sendfile64", 0, 22): "since 2.6.31 it sends from anything, not only from what has pages",
    ("sigaltstack", 0, 12): "since 5.8 setting what is set already is not looked at",
    ("sigaltstack", 14, 12): "since 5.8 setting what is set already is not looked at",
}
