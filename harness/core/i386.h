/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits and vectors of the i386 that more than one file names. */
#ifndef HARNESS_I386_H
#define HARNESS_I386_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096u
#define PAGE_MASK 0xfffu
#define PAGE_COUNT (1u << 20)

#define CR0_PE 0x1u
#define CR0_WP 0x10000u
#define CR0_PG 0x80000000u
#define CR4_PSE 0x10u
#define CR4_PAE 0x20u
#define MSR_SYSENTER_CS 0x174u /* ESP and EIP follow */
#define EFLAGS_TF 0x100u
#define EFLAGS_IF 0x200u
#define EFLAGS_NT 0x4000u
#define EFLAGS_RF 0x10000u
#define EFLAGS_VM 0x20000u
#define PF_USER 0x4u
#define VEC_NMI 2
#define VEC_UD 6
#define VEC_DF 8
#define VEC_TS 10
#define VEC_NP 11
#define VEC_SS 12
#define VEC_GP 13
#define VEC_PF 14
#define VEC_SYSCALL 0x80 /* Linux's */

#endif
