/* What a record holds, in short, for the person who entered it. */
#ifndef SERVICE_BRIEF_H
#define SERVICE_BRIEF_H

struct page;

/* Adds what was given of the page's customer, by groups. */
void brief_write(struct page *page);

#endif
