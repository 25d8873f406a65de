/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KMAP_TYPES_H
#define _LINUX_KMAP_TYPES_H

/* Who may hold a kmap_atomic() at the same time as whom. */
enum km_type { KM_USER0, KM_USER1, KM_USERCOPY, KM_BIO_IRQ, KM_TYPE_NR };

#endif
