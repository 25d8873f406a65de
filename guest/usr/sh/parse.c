/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "sh.h"

#define OPERATORS	"|&;<>"

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Copies a word to `out`, without its quotes, and $? as its number; returns
 * where the next one may go, or NULL when there is no room or no quote's end.
 */
static char *next_text(char **line, char *out, char *end)
{
	char *c = *line, quote = 0;

	for (; *c && out < end; c++) {
		if (quote ? *c == quote : *c == '\'' || *c == '"') {
			quote = quote ? 0 : *c;
		} else if (quote != '\'' && c[0] == '$' && c[1] == '?') {
			out += snprintf(out, end - out, "%d", last_status);
			c++;
		} else if (quote != '\'' && *c == '\\' && c[1]) {
			*out++ = *++c;
		} else if (!quote && (is_blank(*c) || strchr(OPERATORS, *c))) {
			break;
		} else {
			*out++ = *c;
		}
	}
	*line = c;
	if (quote || out >= end)
		return NULL;
	*out++ = '\0';
	return out;
}

static int complain(const char *what)
{
	dprintf(2, "sh: %s\n", what);
	last_status = 2;
	return -1;
}

static void skip_blanks(char **line)
{
	while (is_blank(**line))
		(*line)++;
}

/* A redirection's operator, if one stands here: where its name is to go. */
static char **redirection(char **line, struct stage *stage)
{
	char **name = **line == '<' ? &stage->in : &stage->out;

	if (**line != '<' && **line != '>')
		return NULL;
	stage->append = !strncmp(*line, ">>", 2);
	*line += 1 + stage->append;
	skip_blanks(line);
	return name;
}

/* Words up to an operator that ends the stage; 0 or -1. */
static int read_stage(char **line, struct stage *stage, char **room,
		      char *end)
{
	char **name, *next;

	for (;;) {
		skip_blanks(line);
		name = redirection(line, stage);
		if (!**line || strchr("|&;<>", **line))
			return name ? complain("a file's name is missing") : 0;
		if (!name && stage->nr_words == MAX_WORDS)
			return complain("too many words");
		next = next_text(line, *room, end);
		if (!next)
			return complain("an open quote, or too long a line");
		if (name)
			*name = *room;
		else
			stage->words[stage->nr_words++] = *room;
		*room = next;
	}
}

static int read_stages(char **line, struct pipeline *p, char *room,
		       char *end)
{
	for (;;) {
		struct stage *stage = &p->stages[p->nr_stages];

		if (read_stage(line, stage, &room, end) < 0)
			return -1;
		if (!stage->nr_words)
			return complain("a command is missing");
		p->nr_stages++;
		if (**line != '|')
			return 0;
		if (p->nr_stages == MAX_STAGES)
			return complain("too many commands in a pipeline");
		(*line)++;
	}
}

int next_pipeline(char **line, struct pipeline *p)
{
	static char words[2 * MAX_LINE];
	char *begin;
	int length;

	memset(p, 0, sizeof(*p));
	while (is_blank(**line) || **line == ';')
		(*line)++;
	if (!**line || **line == '#')
		return 0;
	begin = *line;
	if (read_stages(line, p, words, words + sizeof(words)) < 0)
		return -1;
	length = *line - begin;
	strlcpy(p->text, begin, length < JOB_TEXT ? length + 1 : JOB_TEXT);
	if (**line == '&')
		p->background = 1;
	if (**line)
		(*line)++;
	return 1;
}
