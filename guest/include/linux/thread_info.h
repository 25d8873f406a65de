/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_THREAD_INFO_H
#define _LINUX_THREAD_INFO_H

#include <asm/thread_info.h>

#endif
