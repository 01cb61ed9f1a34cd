/* Bounds: the brands and shops whose customers an API key is good for. */
#ifndef STORE_BOUNDS_H
#define STORE_BOUNDS_H

struct bounds {
	const char *brands; /* upper case, blank-separated; NULL: all */
	const char *pos;    /* patterns of POS codes, blank-separated, with * at
			       the end only, of any case; NULL: all */
};

#endif
