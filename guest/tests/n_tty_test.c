/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line discipline on a line that only keeps what goes out. */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tty.h>

#define I	(ICRNL | IXON)
#define L	(ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN)

static struct tty_struct *tty;
static char shown[256];
static int nr_shown, room;

static void keep(struct tty_struct *unused __maybe_unused,
		 const unsigned char *buf, int n)
{
	while (n-- && nr_shown < sizeof(shown) - 1)
		shown[nr_shown++] = *buf++;
	shown[nr_shown] = '\0';
}

static int keep_room(struct tty_struct *unused __maybe_unused)
{
	return room;
}

static void nothing(struct tty_struct *unused __maybe_unused)
{
}

static struct tty_driver driver = {
	.name = "test", .write = keep, .write_room = keep_room,
	.unthrottle = nothing, .close = nothing,
	.init_termios = {
		.c_iflag = I, .c_oflag = OPOST | ONLCR, .c_lflag = L,
		.c_cc = INIT_C_CC,
	},
};

static int plug_in(struct kunit *test __maybe_unused)
{
	tty = kmalloc(sizeof(*tty), GFP_KERNEL | __GFP_ZERO);
	if (!tty)
		return -ENOMEM;
	tty_init_struct(tty, &driver, 0);
	nr_shown = 0;
	shown[0] = '\0';
	room = 64;
	return 0;
}

static void unplug(struct kunit *test __maybe_unused)
{
	kfree(tty);
}

static int type(const char *keys)
{
	return n_tty_receive_buf(tty, (const unsigned char *)keys,
				 strlen(keys));
}

static void a_line_is_readable_when_it_ends(struct kunit *test)
{
	type("ab");
	KUNIT_EXPECT_EQ(test, n_tty_available(tty), 0u);
	type("\r");
	KUNIT_EXPECT_EQ(test, n_tty_available(tty), 3u);
	KUNIT_EXPECT_STREQ(test, shown, "ab\r\n");
}

static void erasing_reaches_back_to_the_lines_begin(struct kunit *test)
{
	type("one\rx\177\177\177");
	KUNIT_EXPECT_EQ(test, n_tty_available(tty), 4u);
	KUNIT_EXPECT_EQ(test, tty->read_head, tty->canon_head);
	KUNIT_EXPECT_STREQ(test, shown, "one\r\nx\b \b");
}

static void a_tabulator_is_erased_by_columns(struct kunit *test)
{
	type("abc\t\177");
	KUNIT_EXPECT_STREQ(test, shown, "abc\t\b\b\b\b\b");
	KUNIT_EXPECT_EQ(test, tty->column, 3u);
}

static void a_stopped_line_keeps_its_echo_in_order(struct kunit *test)
{
	type("a\023bc");
	KUNIT_EXPECT_STREQ(test, shown, "a");
	type("\021d");
	KUNIT_EXPECT_STREQ(test, shown, "abcd");
}

static void a_line_without_room_gets_its_echo_later(struct kunit *test)
{
	room = 0;
	type("ab");
	KUNIT_EXPECT_STREQ(test, shown, "");
	room = 64;
	tty_wakeup(tty);
	KUNIT_EXPECT_STREQ(test, shown, "ab");
}

static void echo_that_nobody_takes_is_bounded(struct kunit *test)
{
	int i;

	room = 0;
	for (i = 0; i < 2 * ECHO_BUF_SIZE; i++)
		type("x");
	KUNIT_EXPECT_EQ(test, tty->echo_head - tty->echo_tail,
			(unsigned int)ECHO_BUF_SIZE);
}

static void too_long_a_line_ends_all_the_same(struct kunit *test)
{
	int i;

	tty->termios.c_lflag &= ~ECHO;
	for (i = 0; i < N_TTY_BUF_SIZE + 10; i++)
		KUNIT_EXPECT_EQ(test, type("x"), 1);
	type("\r");
	KUNIT_EXPECT_EQ(test, n_tty_available(tty), (u32)N_TTY_BUF_SIZE);
	KUNIT_EXPECT_EQ(test, *read_cell(tty, tty->read_head - 1), '\n');
	/* Now there is a line: readers come first. */
	KUNIT_EXPECT_EQ(test, type("y"), 0);
}

static void raw_input_stops_at_the_last_free_cell(struct kunit *test)
{
	int i;

	tty->termios.c_lflag = 0;
	for (i = 0; i < N_TTY_BUF_SIZE - 1; i++)
		KUNIT_EXPECT_EQ(test, type("x"), 1);
	KUNIT_EXPECT_EQ(test, type("x"), 0);
}

static void half_a_line_is_readable_when_lines_end(struct kunit *test)
{
	struct termios old = tty->termios;

	type("half");
	tty->termios.c_lflag &= ~ICANON;
	n_tty_set_termios(tty, &old);
	KUNIT_EXPECT_EQ(test, n_tty_available(tty), 4u);
}

static void errors_are_marked_as_the_settings_say(struct kunit *test)
{
	static const struct {
		unsigned int iflag;
		const char *seen;
		int n;
	} cases[] = {
		{ 0, "x\0y", 3 },
		{ INPCK, "\0\0y", 3 },
		{ IGNPAR, "\0y", 2 },
		{ IGNBRK, "xy", 2 },
		{ PARMRK, "\377\0x\377\0\0y", 7 },
		{ IGNPAR | PARMRK, "\377\0\0y", 4 },
		{ BRKINT, "y", 1 },	/* which forgets the x */
	};
	unsigned int i;

	tty->termios.c_lflag = 0;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tty->termios.c_iflag = cases[i].iflag;
		n_tty_receive_flagged(tty, 'x', TTY_PARITY);
		n_tty_receive_flagged(tty, 0, TTY_BREAK);
		n_tty_receive_flagged(tty, 'y', TTY_NORMAL);
		KUNIT_EXPECT_EQ(test, n_tty_available(tty), cases[i].n);
		KUNIT_EXPECT_EQ(test, memcmp(read_cell(tty, tty->read_tail),
					     cases[i].seen, cases[i].n), 0);
		n_tty_flush_input(tty);
	}
	KUNIT_EXPECT_STREQ(test, shown, "");
}

static void the_flip_buffer_refuses_what_it_cannot_keep(struct kunit *test)
{
	struct tty_flip_buffer *flip;
	int i;

	flip = kmalloc(sizeof(*flip), GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_TRUE(test, flip != NULL);
	for (i = 0; i < TTY_FLIPBUF_SIZE; i++)
		KUNIT_EXPECT_EQ(test, tty_insert_flip_char(flip, i, TTY_NORMAL),
				1);
	KUNIT_EXPECT_EQ(test, tty_insert_flip_char(flip, 0, TTY_NORMAL), 0);
	flip->tail++;
	KUNIT_EXPECT_EQ(test, tty_insert_flip_char(flip, 0, TTY_NORMAL), 1);
	kfree(flip);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_line_is_readable_when_it_ends),
	KUNIT_CASE(erasing_reaches_back_to_the_lines_begin),
	KUNIT_CASE(a_tabulator_is_erased_by_columns),
	KUNIT_CASE(a_stopped_line_keeps_its_echo_in_order),
	KUNIT_CASE(a_line_without_room_gets_its_echo_later),
	KUNIT_CASE(echo_that_nobody_takes_is_bounded),
	KUNIT_CASE(too_long_a_line_ends_all_the_same),
	KUNIT_CASE(raw_input_stops_at_the_last_free_cell),
	KUNIT_CASE(half_a_line_is_readable_when_lines_end),
	KUNIT_CASE(errors_are_marked_as_the_settings_say),
	KUNIT_CASE(the_flip_buffer_refuses_what_it_cannot_keep),
	{}
};

static const struct kunit_suite n_tty_suite = {
	"n_tty", plug_in, unplug, cases
};
kunit_test_suite(n_tty_suite);
