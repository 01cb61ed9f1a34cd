/* The table of routes: the requests that this service answers. */
#ifndef SERVICE_ROUTES_H
#define SERVICE_ROUTES_H

#include "exchange/route.h"

extern const struct routes service_routes;

#endif
