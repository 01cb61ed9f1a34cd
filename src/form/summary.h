/* The summary of a record, shown after the record was entered. */
#ifndef FORM_SUMMARY_H
#define FORM_SUMMARY_H

struct page;

/* Adds the given fields of the page's customer, by groups. */
void summary_write(struct page *page);

#endif
