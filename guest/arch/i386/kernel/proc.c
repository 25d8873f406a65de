/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/cpuinfo: what the processor says of itself by CPUID. */
#include <linux/kernel.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/processor.h>

/* Intel SDM 2A, CPUID leaf 1, EDX. */
static const char *const flag_names[32] = {
	"fpu", "vme", "de", "pse", "tsc", "msr", "pae", "mce",
	"cx8", "apic", NULL, "sep", "mtrr", "pge", "mca", "cmov",
	"pat", "pse36", "pn", "clflush", NULL, "dts", "acpi", "mmx",
	"fxsr", "sse", "sse2", "ss", "ht", "tm", "ia64", "pbe",
};

static int flags_line(char *buf, int size, u32 edx)
{
	int bit, len = scnprintf(buf, size, "flags\t\t:");

	for (bit = 0; bit < 32; bit++)
		if (edx & 1U << bit && flag_names[bit])
			len += scnprintf(buf + len, size - len, " %s",
					 flag_names[bit]);
	return len + scnprintf(buf + len, size - len, "\n\n");
}

int cpuinfo_read(char *buf, int size, struct task_struct *tsk)
{
	u32 vendor[4] = { 0 }, eax, ebx, ecx, edx;
	int len;

	(void)tsk;
	cpuid(0, &eax, &vendor[0], &vendor[2], &vendor[1]);
	cpuid(1, &eax, &ebx, &ecx, &edx);
	len = scnprintf(buf, size,
			"processor\t: 0\nvendor_id\t: %s\n"
			"cpu family\t: %u\nmodel\t\t: %u\nstepping\t: %u\n"
			"cpu MHz\t\t: %lu.%03lu\n",
			(char *)vendor, eax >> 8 & 15,
			(eax >> 4 & 15) | (eax >> 12 & 0xf0), eax & 15,
			cpu_khz / 1000, cpu_khz % 1000);
	return len + flags_line(buf + len, size - len, edx);
}
