/* The operations in the table of routes, each in a file of its own. */
#ifndef SERVICE_OPERATIONS_H
#define SERVICE_OPERATIONS_H

#include "exchange/route.h"

extern const struct operation create_customer;    /* create.c */
extern const struct operation get_customer_short; /* get.c */
extern const struct operation get_customer_whole; /* get.c */
extern const struct operation update_customer;    /* update.c */
extern const struct operation patch_customer;     /* patch.c */
extern const struct operation delete_customer;    /* erase.c */
extern const struct operation get_me;             /* me.c */

extern const struct operation get_customer_paginated; /* paginated.c */
extern const struct operation get_customer_changes;   /* changes.c */
extern const struct operation export_customer;        /* export.c */
extern const struct operation get_task;               /* task.c */
extern const struct operation get_task_detail;        /* task.c */

void export_show(struct exchange *exchange); /* export.c */
void task_download(struct exchange *exchange); /* task.c */
extern const struct success export_successes[];

void health_show(struct exchange *exchange); /* health.c */
extern const struct success health_successes[];

#endif
