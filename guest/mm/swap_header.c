/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a swap area: each field is believed only if it can be. */
#include <linux/kernel.h>
#include <linux/string.h>
#include "swapfile.h"

static int refuse(const char *name, const char *why)
{
	printk(KERN_ERR "swapon: %s: %s\n", name, why);
	return 0;
}

static int magic_is_good(const union swap_header *header, const char *name)
{
	if (!memcmp(header->magic.magic, "SWAPSPACE2", 10))
		return 1;
	if (!memcmp(header->magic.magic, "SWAP-SPACE", 10))
		return refuse(name, "signature of the old format, SWAP-SPACE; "
				    "run mkswap again");
	return refuse(name, "no signature SWAPSPACE2 at the end of its first "
			    "page; run mkswap");
}

static int version_is_good(const union swap_header *header, const char *name)
{
	if (header->info.version == 1)
		return 1;
	if (header->info.version == 0x01000000)
		return refuse(name, "version in the other byte order");
	printk(KERN_ERR "swapon: %s: version %u, not 1\n", name,
	       header->info.version);
	return 0;
}

static int sizes_are_good(const union swap_header *header, const char *name,
			  unsigned long device_pages)
{
	unsigned long last = header->info.last_page;

	if (!last)
		return refuse(name, "last_page 0: no slot besides the header");
	if (last > MAX_SWAP_OFFSET)
		return refuse(name, "last_page does not fit an entry");
	if (last >= device_pages) {
		printk(KERN_ERR "swapon: %s: last_page %lu, but the device "
		       "has %lu pages\n", name, last, device_pages);
		return 0;
	}
	if (header->info.nr_badpages > MAX_SWAP_BADPAGES)
		return refuse(name, "nr_badpages is more than the header "
				    "has room for");
	if (header->info.nr_badpages >= last)
		return refuse(name, "nr_badpages leaves no slot");
	return 1;
}

static int badpages_are_good(const union swap_header *header,
			     const char *name)
{
	unsigned long i;

	for (i = 0; i < header->info.nr_badpages; i++) {
		u32 bad = header->info.badpages[i];

		if (bad && bad <= header->info.last_page)
			continue;
		printk(KERN_ERR "swapon: %s: badpages[%lu] is %u, outside "
		       "1..%u\n", name, i, bad, header->info.last_page);
		return 0;
	}
	return 1;
}

unsigned long read_swap_header(const union swap_header *header,
			       const char *name, unsigned long device_pages)
{
	if (!magic_is_good(header, name) || !version_is_good(header, name) ||
	    !sizes_are_good(header, name, device_pages) ||
	    !badpages_are_good(header, name))
		return 0;
	return header->info.last_page + 1UL;
}
