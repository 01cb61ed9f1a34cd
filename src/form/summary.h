/* The summary of a record, shown after it was entered. */
#ifndef FORM_SUMMARY_H
#define FORM_SUMMARY_H

struct page;

/* Adds what was given of the page's customer, by groups. */
void summary_write(struct page *page);

#endif
