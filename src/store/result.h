/* What a call of a store came to. */
#ifndef STORE_RESULT_H
#define STORE_RESULT_H

/* A store that is open; which kind it is of, its callers never ask. */
struct store;

enum store_result {
	STORE_OK,
	STORE_BUSY,       /* locked by others for longer than lock_timeout */
	STORE_AT_WORK,    /* so was the key of this request */
	STORE_UNAVAILABLE /* full, read-only, not ours, …; the log says why */
};

#endif
