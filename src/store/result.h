/* The result of a call of a store. */
#ifndef STORE_RESULT_H
#define STORE_RESULT_H

/* An open store of any kind; its callers never ask for the kind. */
struct store;

enum store_result {
	STORE_OK,
	STORE_BUSY,    /* locked by others for longer than lock_timeout */
	STORE_AT_WORK, /* likewise the key of this request */
#if defined(CRM_POSTGRESQL)
	STORE_IN_DOUBT, /* what was committed may be there, or not */
#endif
	STORE_UNAVAILABLE /* full, read-only, not ours, …; the log says why */
};

#endif
