# SPDX-License-Identifier: GPL-2.0-or-later
"""Page tables of another form: translations, rights, and faults as an x86 raises them."""

import random

import pytest

from harness.errors import ConfigError
from harness.machine.engine import CoreStop, Reg
from harness.machine.hashed import HashedTable
from harness.machine.walker import Translation, Walker, attach_hashed, detach
from tests.cpu.rig import ACCESSED, CODE, DIRTY, RAM, RW, US, USER_CODE, Rig

TABLE, GROUPS = 0x380000, 512
PAGE, VIRT = 0x300000, 0x50000000
KERNEL = 0xC0000000


class Everything(Walker):
    """Every page where it is, for everybody; then whatever ``special`` says."""

    def __init__(self):
        self.special, self.asked = {}, []

    def walk(self, virt, cr3):
        page = virt & ~0xFFF
        self.asked.append((page, cr3))
        return self.special.get(page, Translation(page, user=True) if page < RAM else None)


def hashed(rig, kernel=KERNEL):
    table = HashedTable(rig.core.ram, TABLE, GROUPS)
    for page in range(0, RAM, 4096):
        if page != PAGE:
            table.insert(page, page, RW | US | ACCESSED)
    attach_hashed(rig.core, table, kernel)
    rig.set_reg(Reg.CR0, 0x80010011)
    return table


def pythonic(rig):
    walker = Everything()
    walker.attach(rig.core)
    rig.set_reg(Reg.CR0, 0x80010011)
    return walker


@pytest.fixture
def rig():
    return Rig()


@pytest.fixture(params=["hashed", "python"])
def give(request, rig):
    """Map VIRT with some rights in either form; return how to read its A and D bits."""

    def put(writable=True, user=True):
        flags = RW * writable | US * user
        if request.param == "hashed":
            at = hashed(rig).insert(VIRT, PAGE, flags) + 4
        else:
            at = 0x2FF000
            walker = pythonic(rig)
            walker.special[VIRT] = Translation(PAGE, writable, user, phys_flags=at)
        return lambda: rig.core.ram[at] & (ACCESSED | DIRTY)

    return put


def test_a_page_is_found_where_the_table_says(rig, give):
    marks = give()
    rig.poke32(PAGE + 0x10, 0x1234)
    assert rig.go("mov eax, [0x50000010]; cli; hlt") is CoreStop.HALTED
    assert rig.reg(Reg.EAX) == 0x1234
    assert marks() == ACCESSED


def test_a_store_marks_the_page_dirty_even_after_a_read(rig, give):
    marks = give()
    rig.go("mov eax, [0x50000010]; mov [0x50000014], esp; cli; hlt")
    assert rig.peek32(PAGE + 0x14) == rig.reg(Reg.ESP)
    assert marks() == ACCESSED | DIRTY


@pytest.mark.parametrize(
    ("text", "user", "mapped", "error"),
    [
        ("mov eax, [0x60000123]", False, {}, 0),
        ("mov [0x60000123], eax", False, {}, 2),
        ("mov eax, [0x60000123]", True, {}, 4),
        ("mov [0x60000123], eax", True, {}, 6),
        ("mov eax, [0x50000123]", True, {"user": False}, 5),
        ("mov [0x50000123], eax", True, {"user": False}, 7),
        ("mov [0x50000123], eax", True, {"writable": False}, 7),
        ("mov [0x50000123], eax", False, {"writable": False}, 3),
        ("lock inc dword ptr [0x50000123]", True, {"writable": False}, 7),
        ("mov ecx, 0x60000123; jmp ecx", True, {}, 4),
        ("mov esi, 0x200000; mov edi, 0x60000123; movsd dword ptr es:[edi], dword ptr [esi]", False, {}, 2),
        ("mov esi, 0x50000ffc; mov edi, 0x60000123; movsd dword ptr es:[edi], dword ptr [esi]", True, {}, 6),
        ("push dword ptr [0x60000123]", False, {}, 0),
    ],
)
def test_what_is_refused_is_an_ordinary_page_fault(rig, give, text, user, mapped, error):
    give(**mapped)
    frame = rig.fault(text, user=user)
    assert (frame.vector, frame.error) == (14, error)
    assert rig.reg(Reg.CR2) & 0xFFF == 0x123
    at = USER_CODE if user else CODE
    assert frame.eip == rig.reg(Reg.CR2) if "jmp" in text else at <= frame.eip < at + 32


def test_a_store_across_two_pages_faults_at_the_second_and_stores_nothing(rig, give):
    give()
    frame = rig.fault("mov dword ptr [0x50000ffe], 0x11223344")
    assert (frame.error, rig.reg(Reg.CR2)) == (2, VIRT + 4096)
    assert rig.peek32(PAGE + 0xFFC) == 0


def test_cr3_stays_the_guests_through_a_fault(rig, give):
    give()
    rig.set_reg(Reg.CR3, 0x800000)
    rig.fault("mov eax, [0x60000000]")
    assert rig.reg(Reg.CR3) == 0x800000


def test_a_descriptor_is_read_from_a_page_that_ring_3_may_not_read(rig):
    table = hashed(rig)
    at = table.find(0x1000).phys_entry + 4
    rig.core.ram[at] &= ~US
    assert rig.fault("mov ax, 0x2b; mov es, ax; mov ebx, 77; int 0x40", user=True).vector == 13
    assert rig.reg(Reg.EBX) == 77


def test_an_entry_that_is_gone_faults_after_invlpg(rig):
    table = hashed(rig)
    at = table.insert(VIRT, PAGE, RW | US)
    text = f"mov eax, [{VIRT}]; mov dword ptr [{at}], 0; invlpg [{VIRT}]; mov eax, [{VIRT + 4}]"
    assert rig.fault(text).vector == 14
    assert rig.reg(Reg.CR2) == VIRT + 4


def test_an_entry_is_gone_for_the_fault_path_too(rig):
    """The copy that raises faults must follow the table, not remember."""
    table = hashed(rig)
    at = table.insert(VIRT, PAGE, RW | US)
    gone = f"mov eax, [{VIRT}]; mov dword ptr [{at}], 0; mov eax, cr3; mov cr3, eax;"
    copy = f"mov esi, {VIRT}; mov edi, 0x60000000; movsd dword ptr es:[edi], dword ptr [esi]"
    rig.fault(gone + copy)
    assert rig.reg(Reg.CR2) == VIRT


def test_a_load_of_cr3_chooses_the_space(rig):
    table = hashed(rig)
    for space, phys in ((1, PAGE), (2, PAGE + 0x1000)):
        for page in range(0, TABLE, 4096):
            if page != PAGE and page < 0x40000:
                table.insert(page, page, RW | US, space)
        table.insert(VIRT, phys, RW | US, space)
        rig.poke32(phys, 100 + space)
    load = "mov eax, {}; mov cr3, eax; mov {}, [0x50000000];"
    rig.go(load.format(0x1000, "ebx") + load.format(0x2000, "ecx") + "cli; hlt")
    assert (rig.reg(Reg.EBX), rig.reg(Reg.ECX)) == (101, 102)


def test_the_kernels_addresses_are_every_spaces(rig):
    table = hashed(rig, kernel=0)
    rig.poke32(PAGE, 55)
    table.insert(VIRT, PAGE, RW)
    rig.go("mov eax, 0x7000; mov cr3, eax; mov ebx, [0x50000000]; cli; hlt")
    assert rig.reg(Reg.EBX) == 55


def test_the_core_finds_what_python_inserted_wherever_it_went(rig):
    table = HashedTable(rig.core.ram, TABLE, 64)
    rng = random.Random(5)
    pages = {}
    while len(pages) < 400:
        virt = rng.randrange(1 << 20) << 12
        try:
            pages.setdefault(virt, None)
            pages[virt] = pages[virt] or table.insert(virt, PAGE + (len(pages) % 7) * 4096, RW)
        except ConfigError:
            del pages[virt]
            break
    attach_hashed(rig.core, table, 0)
    rig.set_reg(Reg.CR0, 0x80010011)
    seconds = 0
    for virt, at in pages.items():
        entry = table.find(virt)
        assert entry.phys_entry == at
        assert rig.core.translate(virt + 5) == (entry.phys + 5, 3)
        seconds += not table.groups_of(virt >> 12, 0)[0] <= at < table.groups_of(virt >> 12, 0)[0] + 64
    assert seconds >= 3
    assert rig.core.translate(0xFFFFF000) is None


def test_a_tree_can_serve_the_low_addresses(rig):
    rig.identity()
    rig.set_reg(Reg.CR3, 0x10000)
    table = HashedTable(rig.core.ram, TABLE, GROUPS)
    table.insert(KERNEL, PAGE, RW)
    attach_hashed(rig.core, table, KERNEL, tree_below=KERNEL)
    rig.set_reg(Reg.CR0, 0x80010011)
    rig.poke32(PAGE, 9)
    assert rig.go("mov eax, [0xc0000000]; add eax, [0x300000]; cli; hlt") is CoreStop.HALTED
    assert rig.reg(Reg.EAX) == 18
    assert rig.fault("mov eax, [0xc0001000]").vector == 14


def test_a_python_walker_is_asked_with_cr3(rig):
    walker = pythonic(rig)
    rig.go("mov eax, 0x77000; mov cr3, eax; mov ebx, [0x50]; cli; hlt")
    assert (0, 0x77000) in walker.asked


def test_what_a_python_walker_raises_ends_the_run(rig):
    walker = pythonic(rig)
    walker.special[VIRT] = "nonsense"
    with pytest.raises(AttributeError):
        rig.go("mov eax, [0x50000000]; cli; hlt")


def test_an_answer_of_the_wrong_kind_ends_the_run(rig):
    rig.core.walker_python(lambda virt, cr3: virt, 0)
    rig.set_reg(Reg.CR0, 0x80010011)
    with pytest.raises(TypeError, match="None or a tuple"):
        rig.go("hlt")


def test_a_frame_outside_ram_stops_the_machine(rig):
    walker = pythonic(rig)
    walker.special[VIRT] = Translation(0xE0000000)
    assert rig.go("mov eax, [0x50000000]; cli; hlt") is CoreStop.BUS


def test_the_processors_own_form_comes_back(rig):
    rig.identity()
    rig.set_reg(Reg.CR3, 0x10000)
    pythonic(rig)
    detach(rig.core)
    rig.poke32(PAGE, 3)
    assert rig.go("mov eax, [0x300000]; cli; hlt") is CoreStop.HALTED
    assert rig.fault("mov eax, [0x50000000]").vector == 14


def test_pae_is_refused(rig):
    rig.set_reg(Reg.CR4, 0x20)
    with pytest.raises(ConfigError, match=r"clear CR4\.PAE first"):
        Everything().attach(rig.core)


def test_a_table_is_a_power_of_two_and_within_ram(rig):
    with pytest.raises(ConfigError, match="power of two"):
        HashedTable(rig.core.ram, TABLE, 100)
    with pytest.raises(ConfigError, match="past the end of RAM"):
        HashedTable(rig.core.ram, RAM - 64, 2)
    with pytest.raises(ValueError, match="power of two"):
        rig.core.walker_hashed(0, 3, 0, 0)


def test_walks_of_another_form_are_counted_as_it_reads(rig):
    table = hashed(rig)
    table.insert(VIRT, PAGE, RW)
    rig.core.tlb_start([(1, 1, 1, 1, 1, 64, 64)], 0, 0, 0, bytes(8192), 0, 0, 0, 0)
    rig.go("mov eax, [0x50000000]; cli; hlt")
    from harness.lab.tlb import _ROW, _task

    (row,) = (_task(r) for r in _ROW.iter_unpack(rig.core.tlb_read()[1]))
    assert row.whole.touches == row.whole.walks > 3


NEXT_FRAME, LOOPS = 0x2FE000, 100
# The guest's own: find a free entry of the page's first group, give it the next frame.
HANDLER = f"""
    pushad
    mov ebx, cr2
    mov eax, ebx
    shr eax, 12
    mov ecx, eax
    shr ecx, 9
    xor eax, ecx
    imul ecx, eax, 0x9e3779b1
    shr ecx, 7
    and ecx, {GROUPS - 1}
    shl ecx, 6
    add ecx, {TABLE}
    again:
    test byte ptr [ecx], 1
    jz found
    add ecx, 8
    jmp again
    found:
    mov edx, [{NEXT_FRAME}]
    add dword ptr [{NEXT_FRAME}], 4096
    or edx, {RW | US}
    mov [ecx + 4], edx
    and ebx, 0xfffff000
    or ebx, 1
    mov [ecx], ebx
    popad
    add esp, 4
    iretd
"""


def test_a_guest_fills_the_table_by_its_own_page_fault_handler(rig):
    table = hashed(rig)
    rig.code(HANDLER, at=0x28000)
    rig.gate(14, offset=0x28000)
    rig.poke32(NEXT_FRAME, 0x100000)
    before = sum(1 for _ in table)
    text = f"""
        mov ecx, {LOOPS}; mov edi, {VIRT}
        put: mov [edi], ecx; add edi, 0x3000; loop put
        mov ecx, {LOOPS}; mov edi, {VIRT}; xor ebx, ebx
        get: add ebx, [edi]; add edi, 0x3000; loop get
        int 0x40
    """.replace("\n", ";")
    frame = rig.fault(text, user=True)
    assert frame.error in (None, 0x40 * 8 + 2)
    assert rig.reg(Reg.EBX) == sum(range(1, LOOPS + 1))
    assert rig.peek32(NEXT_FRAME) == 0x100000 + LOOPS * 4096
    assert rig.core.exceptions == LOOPS + 1
    assert sum(1 for _ in table) == before + LOOPS
