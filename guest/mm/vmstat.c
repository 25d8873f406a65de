/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/vmstat.h>

struct page_state page_states;

const char *const vmstat_text[] = {
	"nr_dirty", "nr_writeback", "nr_page_table_pages", "nr_mapped",
	"nr_slab", "pgpgin", "pgpgout", "pswpin", "pswpout", "pgalloc",
	"pgfree", "pgactivate", "pgdeactivate", "pgfault", "pgmajfault",
	"pgrefill", "pgsteal", "pgscan_kswapd", "pgscan_direct",
	"pginodesteal", "slabs_scanned", "kswapd_steal", "kswapd_inodesteal",
	"pageoutrun", "allocstall", "pgrotated",
};

_Static_assert(ARRAY_SIZE(vmstat_text) == NR_VMSTATS,
	       "each counter of struct page_state has a name");
