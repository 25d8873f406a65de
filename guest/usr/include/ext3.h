/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_EXT3_H
#define USR_EXT3_H

/* Bytes of the ext3 or ext2 that an open device begins with; 0: of none. */
unsigned long ext3_bytes(int fd);

#endif
