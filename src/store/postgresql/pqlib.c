/* The loader of libpq, which loads it only where a database is PostgreSQL's. */
#include "store/postgresql/pqlib.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

static const char *
load(struct pqlib *lib)
{
	const struct {
		const char *name;
		void *function;
	} functions[] = {
		{ "PQconninfoParse", &lib->parse },
		{ "PQconndefaults", &lib->defaults },
		{ "PQconninfoFree", &lib->free_options },
		{ "PQconnectStartParams", &lib->start },
		{ "PQconnectPoll", &lib->poll },
		{ "PQsocket", &lib->socket },
		{ "PQstatus", &lib->status },
		{ "PQerrorMessage", &lib->message },
		{ "PQfinish", &lib->finish },
		{ "PQsetnonblocking", &lib->set_nonblocking },
		{ "PQsetNoticeReceiver", &lib->set_receiver },
		{ "PQparameterStatus", &lib->parameter },
		{ "PQenterPipelineMode", &lib->enter_pipeline },
		{ "PQsendQueryParams", &lib->send },
		{ "PQsendPrepare", &lib->send_prepare },
		{ "PQsendQueryPrepared", &lib->send_prepared },
		{ "PQpipelineSync", &lib->sync },
		{ "PQflush", &lib->flush },
		{ "PQconsumeInput", &lib->consume },
		{ "PQisBusy", &lib->is_busy },
		{ "PQgetResult", &lib->next },
		{ "PQresultStatus", &lib->status_of },
		{ "PQresultErrorField", &lib->field_of },
		{ "PQcmdStatus", &lib->tag_of },
		{ "PQcmdTuples", &lib->affected },
		{ "PQntuples", &lib->rows },
		{ "PQgetvalue", &lib->value },
		{ "PQgetisnull", &lib->is_null },
		{ "PQclear", &lib->clear },
	};
	void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return "libpq can't be loaded: install it (Debian: libpq5)";
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *symbol = dlsym(library, functions[i].name);

		if (symbol == NULL)
			return "libpq lacks a function: install version 14 or "
			       "newer (Debian: libpq5)";
		/* POSIX lets a pointer to an object hold one to a function */
		*(void **)functions[i].function = symbol;
	}
	return NULL;
}

const char *
pqlib_try(const struct pqlib **loaded)
{
	static struct pqlib lib;
	static bool ready;
	const char *wrong = ready ? NULL : load(&lib);

	*loaded = &lib;
	ready = wrong == NULL;
	return wrong;
}
