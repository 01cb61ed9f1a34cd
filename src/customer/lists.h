/* The messages about many customers: lists, changes, exports and tasks. */
#ifndef CUSTOMER_LISTS_H
#define CUSTOMER_LISTS_H

#include "schema/schema.h"

/*
 * Indexes of the fields of paginated_schema, export_schema and order_schema:
 * the filters, and what is to be done with the customers that match.
 */
enum {
	LIST_BRAND,
	LIST_DOWNLOAD_REQUEST_ID,
	LIST_PAGE,
	LIST_ITEMS,
	LIST_NO_COUNT,
	LIST_SORT_BY,
	LIST_POS_CODES,
	LIST_SEARCH_KEY,
	LIST_PHONE_NUMBER,
	LIST_EMAIL,
	LIST_LOCATION_COUNTRY_IDS,
	LIST_CREATION_DATE_FROM,
	LIST_CREATION_DATE_TO,
	LIST_CAN_BE_CONTACTED_BY_MAISON,
	LIST_BIRTHDATE_MONTHS,
	LIST_INTERESTS,
	LIST_HOBBIES,
	LIST_PRODUCT_COLLECTIONS,
	LIST_BOOSTER_CUSTOMER_IDS,
	LIST_SALE_REPRESENTATIVE_EMAILS,
	LIST_MODIFICATION_DATE_FROM,
	LIST_AFTER,
	LIST_PEOPLE,
	LIST__MAX
};

/* The filters are the fields from one of these up to the other. */
enum { LIST_FILTERS = LIST_POS_CODES, LIST_FILTERS_END = LIST_AFTER };

/* The words of LIST_SORT_BY, in the order of enum search_sort. */
extern const char list_sorts[];

/*
 * The names of filters that clients may know, and that ask for what is not kept
 * here; ended by NULL.
 */
extern const char *const list_not_kept[];

/*
 * What the operator asks for, on whose terminal no filter is required: a list
 * and an export.
 */
extern const struct schema list_operator_schema, export_operator_schema;

/* A list of elements. */
extern const struct schema slims_schema;

/* GetCustomerPaginated, its answer, and an element of the answer. */
extern const struct schema paginated_schema;
extern const struct schema page_schema;
extern const struct schema slim_schema;

enum {
	PAGE_PAGE,
	PAGE_ITEMS,
	PAGE_TOTAL_PAGES,
	PAGE_TOTAL_RESULTS,
	PAGE_ELEMENTS,
	PAGE_NEXT,
	PAGE__MAX
};

enum {
	SLIM_BOOSTER_CUSTOMER_ID,
	SLIM_TITLE,
	SLIM_FIRST_NAME,
	SLIM_LAST_NAME,
	SLIM_FIRST_NAME_NOT_LATIN,
	SLIM_LAST_NAME_NOT_LATIN,
	SLIM_CLIENT_TYPE,
	SLIM_COMPANY_NAME,
	SLIM_COUNTRY_ID,
	SLIM_BRAND,
	SLIM_POS_CODE,
	SLIM_EMAIL,
	SLIM_PHONE,
	SLIM_CAN_BE_CONTACTED_BY_MAISON,
	SLIM_REGISTRATION_DATE,
	SLIM_CREATION_DATE,
	SLIM_MODIFICATION_DATE,
	SLIM__MAX
};

/* GetCustomerChanges, its answer, and an element of the answer. */
extern const struct schema changes_schema;
extern const struct schema feed_schema;
extern const struct schema change_schema;

enum { CHANGES_BRAND, CHANGES_ITEMS, CHANGES_AFTER, CHANGES__MAX };
enum { FEED_ELEMENTS, FEED_NEXT, FEED__MAX };
enum {
	CHANGE_BOOSTER_CUSTOMER_ID,
	CHANGE_VERSION,
	CHANGE_MODIFICATION_DATE,
	CHANGE_IS_ERASED,
	CHANGE__MAX
};

/* What an export by GET is asked with. */
extern const struct schema export_schema;

/* ExportCustomer, and its answer. */
extern const struct schema order_schema;
extern const struct schema ordered_schema;

enum { ORDERED_ASYNC_TASK_ID, ORDERED__MAX };

/* GetTask and GetTaskDetail, a task, and the list of these. */
extern const struct schema tasks_schema;
extern const struct schema task_asked_schema;
extern const struct schema task_schema;
extern const struct schema task_list_schema;

enum { TASK_ASKED_ASYNC_TASK_ID, TASK_ASKED__MAX };
enum {
	TASK_ASYNC_TASK_ID,
	TASK_TYPE,
	TASK_REQUEST_DATE,
	TASK_STATUS,
	TASK_PERCENTAGE,
	TASK_BRAND,
	TASK_DOWNLOAD_URL,
	TASK_SIGNED_DOWNLOAD_URL,
	TASK_TOTAL_RESULTS,
	TASK__MAX
};

/* What the list of a task is asked for with. */
extern const struct schema download_schema;

enum {
	DOWNLOAD_ASYNC_TASK_ID,
	DOWNLOAD_UNTIL,
	DOWNLOAD_SIGNATURE,
	DOWNLOAD_PEOPLE,
	DOWNLOAD__MAX
};

/* Batches of the requests and of the answers. */
extern const struct schema paginateds_schema, pages_schema;
extern const struct schema changeses_schema, feeds_schema;
extern const struct schema taskses_schema, task_lists_schema;
extern const struct schema task_details_schema;

#endif
