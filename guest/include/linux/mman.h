/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MMAN_H
#define _LINUX_MMAN_H

#define PROT_READ	0x1
#define PROT_WRITE	0x2
#define PROT_EXEC	0x4
#define PROT_NONE	0x0

#define MAP_SHARED	0x01
#define MAP_PRIVATE	0x02
#define MAP_TYPE	0x0f
#define MAP_FIXED	0x10
#define MAP_ANONYMOUS	0x20
#define MAP_GROWSDOWN	0x0100

#define MREMAP_MAYMOVE	1
#define MREMAP_FIXED	2

#define MADV_NORMAL	0
#define MADV_RANDOM	1
#define MADV_SEQUENTIAL	2
#define MADV_WILLNEED	3
#define MADV_DONTNEED	4

#define MCL_CURRENT	1	/* all that is mapped now */
#define MCL_FUTURE	2	/* all that will be */

#define MS_ASYNC	1	/* pdflush will find the pages */
#define MS_INVALIDATE	2
#define MS_SYNC		4	/* written, and waited for */

#endif
