/* The table of routes: what can be asked of this service. */
#ifndef SERVICE_ROUTES_H
#define SERVICE_ROUTES_H

#include "exchange/route.h"

extern const struct routes service_routes;

#endif
