/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A journal: a file whose blocks are a ring of transactions. Each is
 *
 *	descriptor	the numbers of the blocks that follow
 *	data		those blocks' new contents
 *	revoke		blocks whose contents in older transactions are void
 *	commit		all of it is here
 *
 * in any number but for the last. A file system that was not unmounted is
 * consistent once every transaction with its commit has been copied to where
 * its blocks belong.
 */
#ifndef _LINUX_JBD_H
#define _LINUX_JBD_H

#include <linux/list.h>
#include <linux/types.h>
#include <asm/byteorder.h>

struct buffer_head;
struct inode;
struct super_block;

#define JFS_MAGIC_NUMBER	0xc03b3998u

#define JFS_DESCRIPTOR_BLOCK	1
#define JFS_COMMIT_BLOCK	2
#define JFS_SUPERBLOCK_V1	3
#define JFS_SUPERBLOCK_V2	4
#define JFS_REVOKE_BLOCK	5

/* Every block of the journal that is not data begins so. */
typedef struct journal_header_s {
	be32 h_magic;
	be32 h_blocktype;
	be32 h_sequence;
} journal_header_t;

#define JFS_FLAG_ESCAPE		1	/* data began with the magic number */
#define JFS_FLAG_SAME_UUID	2	/* no 16 bytes of uuid follow */
#define JFS_FLAG_DELETED	4
#define JFS_FLAG_LAST_TAG	8

typedef struct journal_block_tag_s {
	be32 t_blocknr;
	be32 t_flags;
} journal_block_tag_t;

#define JFS_UUID_BYTES		16

typedef struct journal_revoke_header_s {
	journal_header_t r_header;
	be32 r_count;			/* bytes of the block in use */
} journal_revoke_header_t;

#define JFS_FEATURE_INCOMPAT_REVOKE	1

typedef struct journal_superblock_s {
	journal_header_t s_header;
	be32 s_blocksize;
	be32 s_maxlen;			/* blocks, this one among them */
	be32 s_first;			/* of the ring */
	be32 s_sequence;		/* of the oldest transaction */
	be32 s_start;			/* its block; 0: there is none */
	be32 s_errno;
	be32 s_feature_compat, s_feature_incompat, s_feature_ro_compat;
} journal_superblock_t;

#define JOURNAL_REVOKE_HASH	64

typedef struct journal_s {
	struct super_block *j_super;	/* whose journal it is */
	struct inode *j_inode;
	struct buffer_head *j_sb_buffer;
	journal_superblock_t *j_superblock;	/* within the buffer */
	unsigned long j_first, j_maxlen;	/* the ring */
	u32 j_fs_first, j_fs_end;	/* blocks that it may write */
	struct list_head j_revoke[JOURNAL_REVOKE_HASH];
} journal_t;

/* Wraps: which of two transactions is the later one. */
#define tid_geq(a, b)	((s32)((u32)(a) - (u32)(b)) >= 0)
#define tid_gt(a, b)	((s32)((u32)(a) - (u32)(b)) > 0)

/* journal.c. Takes over the inode; an error pointer, with a line why. */
journal_t *journal_load(struct super_block *sb, struct inode *inode,
			u32 fs_first, u32 fs_end);
/* Forgets the journal; what is on the disk stays. */
void journal_release(journal_t *journal);
/* A block of the journal, read; an error pointer. */
struct buffer_head *journal_bread(journal_t *journal, unsigned long block);

/* recovery.c: 0 once everything that was committed is in its place. */
int journal_recover(journal_t *journal);

/* revoke.c: blocks that no transaction up to `sequence` may restore. */
int journal_set_revoke(journal_t *journal, u32 block, u32 sequence);
int journal_test_revoke(journal_t *journal, u32 block, u32 sequence);
void journal_clear_revoke(journal_t *journal);

#endif
