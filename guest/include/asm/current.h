/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_CURRENT_H
#define _ASM_CURRENT_H

#include <asm/thread_info.h>

#define current		(current_thread_info()->task)

#endif
