# SPDX-License-Identifier: GPL-2.0-or-later
"""Ten programs that a recording is judged by; each ends with ``hlt``.

They are entered with a stack, in ring 0; DATA is theirs to write.
"""

from __future__ import annotations

from typing import Final

DATA: Final = 0x300000

PROGRAMS: Final[dict[str, str]] = {
    "arithmetic": """mov eax, 0x7fffffff; add eax, 1; adc ebx, eax; sub ecx, 5; sbb edx, 0; cmp eax, ecx;
        inc esi; dec edi; neg esi; not edi; mov ecx, 7; mul ecx; imul ebx, eax, 13; mov edx, 0; mov ecx, 9;
        div ecx; cdq; mov ecx, -3; idiv ecx; and eax, 0xff; or ebx, 0x100; xor edx, edx; test eax, eax;
        hlt""",
    "shifts": """mov eax, 0x80000001; mov cl, 3; shl eax, cl; shr eax, 1; sar eax, 2; rol eax, 5;
        ror eax, cl;
        rcl eax, 1; rcr eax, 1; shld eax, ebx, 4; shrd ebx, eax, 8; bsf edx, eax; bsr esi, eax; bt eax, 3;
        bts eax, 7; btr eax, 1; btc eax, 2; bswap eax; setc bl; setz bh; shl bx, 2; sar bl, 1; hlt""",
    "calls": """mov eax, 7; call fib; hlt;
        fib: cmp eax, 2; jb out; push eax; dec eax; call fib; xchg eax, [esp]; sub eax, 2; call fib;
        pop ecx; add eax, ecx; out: ret""",
    "strings": """cld; mov edi, 0x300000; mov eax, 0x41424344; mov ecx, 33; rep stosd; mov esi, 0x300000;
        mov edi, 0x300800; mov ecx, 77; rep movsb; mov esi, 0x300000; mov edi, 0x300800; mov ecx, 50;
        repe cmpsb; mov edi, 0x300000; mov al, 0x40; mov ecx, 20; repne scasb; mov ecx, 0;
        rep movsd dword ptr es:[edi], dword ptr [esi]; lodsd;
        std; movsw; cld; hlt""",
    "sorting": """mov ecx, 12; mov eax, 12345; fill: imul eax, eax, 1103515245; add eax, 12345;
        mov [0x300000+ecx*4-4], eax; loop fill; mov edx, 11; outer: mov esi, 0x300000; mov ecx, edx;
        inner: mov eax, [esi]; cmp eax, [esi+4]; jbe keep; xchg eax, [esi+4]; mov [esi], eax;
        keep: add esi, 4; dec ecx; jnz inner; dec edx; jnz outer; hlt""",
    "atomics": """mov dword ptr [0x300000], 5; mov eax, 5; mov ebx, 9; lock cmpxchg [0x300000], ebx;
        lock cmpxchg [0x300000], ecx; lock xadd [0x300000], ebx; inc dword ptr [0x300000];
        add byte ptr [0x300001], 0x7f; sub word ptr [0x300002], 3; neg dword ptr [0x300000];
        bts dword ptr [0x300000], 40; xchg [0x300004], ebx; mov edx, 1; mov eax, 2;
        lock cmpxchg8b [0x300008]; push dword ptr [0x300000]; pop dword ptr [0x300020]; hlt""",
    "frames": """pushad; pushfd; popfd; popad; enter 16, 0; mov dword ptr [ebp-4], 3; leave; push 1; push 2;
        push esp; pop ebx; pop ecx; pop edx; mov ebp, esp; sub esp, 64; mov [esp+8], ebp; mov eax, [ebp-56];
        lea eax, [esp+ecx*8+4]; mov esp, ebp; hlt""",
    "crossing": """mov eax, 0x11223344; mov [0x300ffe], eax; mov ebx, [0x300ffe]; mov [0x300fff], ax;
        movzx ecx, word ptr [0x300fff]; movsx edx, byte ptr [0x301000]; add [0x300ffd], ebx;
        mov esi, 0x300ffe; mov edi, 0x301ffd; movsd dword ptr es:[edi], dword ptr [esi];
        push dword ptr [0x300ffd]; pop dword ptr [0x302fff]; hlt""",
    "floating": """fninit; mov dword ptr [0x300000], 0x40490fdb; fld dword ptr [0x300000]; fld1;
        faddp st(1), st(0);
        fst qword ptr [0x300008]; fstp tbyte ptr [0x300010]; fild dword ptr [0x300000];
        fistp qword ptr [0x300020];
        fnstcw [0x300030]; fnstsw ax; fldcw [0x300030]; hlt""",
    "tables": """call here; here: pop ebp; lea eax, [ebp+47]; mov [0x300000], eax; lea eax, [ebp+52];
        mov [0x300004], eax; mov ecx, 6; again: mov edx, ecx; and edx, 1; call dword ptr [0x300000+edx*4];
        mov al, [0x300000+ecx]; loop again; jecxz done; nop; done: hlt; nop;
        even: add ebx, 3; nop; ret; odd: sub esi, 1; cmove esi, ecx; cmovne edi, ebx; ret""",
}
