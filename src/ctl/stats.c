/* crmctl stats: how many customers there are, by what they have in common. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/ctl.h"
#include "ctl/listing.h"
#include "ctl/plot.h"
#include "ctl/whole.h"
#include "format/jsonout.h"
#include "store/statistics.h"

enum { PLOT, DAYS };

static const struct ctl_option options[] = {
	[PLOT] = { "plot", "FILE", "draw the days as SVG, too" },
	[DAYS] = { "days", "NUMBER",
		"how many days to show, the latest ones; 31 without this" },
	{ 0 },
};

/* The tables, in their order. */
static const struct {
	enum figure_kind kind;
	const char *by, *heading;
} tables[] = {
	{ FIGURE_DAY, "day", "created by day" },
	{ FIGURE_POS, "pos", "created by point of sale" },
	{ FIGURE_COUNTRY, "country", "created by country" },
	{ FIGURE_BRAND, "brand", "created by brand" },
	{ FIGURE_FORMAT, "format", "created by format" },
	{ FIGURE_REFUSED, "refused",
		"refused by field, since this is counted" },
	{ FIGURE_CONSENT, "consent", "consents by purpose, as they are now" },
};

enum { USUAL = 31, BAR = 40, NUMBER = 10, GAP = 5 /* columns */ };

static void
print_json(struct ctl *ctl, const char *by, const struct figure *figure)
{
	struct text out = { .arena = ctl->items };
	const char *tab = strchr(figure->name, '\t');
	size_t length = tab == NULL ? strlen(figure->name)
				    : (size_t)(tab - figure->name);

	jsonout_open(&out, '{');
	jsonout_member(&out, "by", by);
	jsonout_member(
		&out, "name", arena_copy(ctl->items, figure->name, length));
	if (tab != NULL)
		jsonout_member(&out, "answer", tab + 1);
	jsonout_name(&out, "count");
	jsonout_number(&out, figure->count);
	jsonout_close(&out, '}');
	puts(out.bytes);
}

/* The columns of a terminal that there are for a bar. */
static int
bar_room(size_t widest)
{
	int room = (int)listing_columns() - (int)widest - NUMBER - GAP;

	return room < 0 ? 0 : room > BAR ? BAR : room;
}

static void
print_row(struct ctl *ctl, const struct figure *figure, size_t widest,
	int64_t most)
{
	int room = bar_room(widest), bar = 0;
	char *name = arena_printf(
		ctl->items, "%s", *figure->name == '\0' ? "-" : figure->name);

	if (strchr(name, '\t') != NULL)
		*strchr(name, '\t') = ' ';
	name = arena_printf(ctl->items, "%s", ctl_shown(ctl, name));
	printf("  %-*s %*" PRId64, (int)widest, name, NUMBER, figure->count);
	if (room > 0)
		bar = (int)((figure->count * room + most - 1) / most);
	if (bar > 0)
		printf("  ");
	for (int i = 0; i < bar; i++)
		fputs("█", stdout);
	putchar('\n');
}

static void
print_table(struct ctl *ctl, const char *heading, const struct figure *figures,
	size_t count)
{
	size_t widest = 0;
	int64_t most = 1;

	for (size_t i = 0; i < count; i++) {
		if (strlen(figures[i].name) > widest)
			widest = strlen(figures[i].name);
		if (figures[i].count > most)
			most = figures[i].count;
	}
	printf("%s\n", heading);
	for (size_t i = 0; i < count; i++)
		print_row(ctl, &figures[i], widest, most);
}

static bool
plot(struct ctl *ctl, const struct figure *figures, size_t count)
{
	struct text drawing = { .arena = ctl->arena };
	struct whole whole;

	plot_write(&drawing, "Customers created by day", figures, count);
	if (!whole_begin(ctl->arena, ctl->values[PLOT], &whole))
		return false;
	fputs(drawing.bytes, whole.file);
	return whole_end(&whole, true);
}

/* Reads and prints one table; returns whether that worked. */
static bool
show(struct ctl *ctl, struct store *store, size_t table, size_t days)
{
	struct figure *figures;
	size_t count;

	if (store_figures(store, ctl->arena, tables[table].kind, &figures,
		    &count) != STORE_OK)
		return false;
	if (tables[table].kind == FIGURE_DAY && count > days) {
		figures += count - days;
		count = days;
	}
	if (ctl->json)
		for (size_t i = 0; i < count; i++)
			print_json(ctl, tables[table].by, &figures[i]);
	else
		print_table(ctl, tables[table].heading, figures, count);
	return tables[table].kind != FIGURE_DAY || ctl->values[PLOT] == NULL ||
	       plot(ctl, figures, count);
}

/* Reads how many days are asked for; 0 after a complaint. */
static size_t
read_days(const char *text)
{
	char *end;
	long days = text == NULL ? USUAL : strtol(text, &end, 10);

	if (text == NULL || (*end == '\0' && days > 0 && days < 100000))
		return (size_t)days;
	ctl_complain("--days: %s is no number of days", text);
	return 0;
}

static int
run(struct ctl *ctl, char **arguments)
{
	size_t days = read_days(ctl->values[DAYS]);
	struct store *store;
	bool shown = true;

	if (*arguments != NULL)
		ctl_complain("stats: there is %s too much", *arguments);
	if (days == 0 || *arguments != NULL)
		return CTL_USAGE;
	ctl_confine(ctl, ctl->values[PLOT]);
	store = ctl_open_to_read(ctl);
	if (store == NULL)
		return CTL_FAILED;
	for (size_t i = 0; shown && i < sizeof(tables) / sizeof(*tables); i++)
		shown = show(ctl, store, i, days);
	store_close(store);
	return shown ? CTL_DONE : CTL_FAILED;
}

static const struct ctl_form forms[] = {
	{ "[--plot FILE] [--days NUMBER]", NULL },
	{ 0 },
};

const struct ctl_command ctl_stats = {
	.name = "stats",
	.summary = "print how many customers there are, by what they have in "
		   "common",
	.forms = forms,
	.options = options,
	.about = "Days are those of UTC. On a terminal there are bars beside "
		 "the numbers.",
	.confines = true,
	.run = run,
};
