/* The operations that the table of routes names. */
#ifndef SERVICE_OPERATIONS_H
#define SERVICE_OPERATIONS_H

struct exchange;
struct schema;

void check_ask(struct exchange *exchange); /* selfcheck.c */
void check_show(struct exchange *exchange);
void create_customer(struct exchange *exchange); /* create.c */
void create_batch(struct exchange *exchange);
void health_show(struct exchange *exchange); /* health.c */
void metadata_list(struct exchange *exchange); /* metadata.c */
void metadata_show(struct exchange *exchange);
void page_form(struct exchange *exchange);   /* page.c */
void page_home(struct exchange *exchange);
void openapi_show(struct exchange *exchange); /* openapi.c */
void types_show(struct exchange *exchange); /* types.c */
void usage_help(struct exchange *exchange); /* usage.c */
void usage_version(struct exchange *exchange);

/* What /health answers. */
extern const struct schema health_schema;

#endif
