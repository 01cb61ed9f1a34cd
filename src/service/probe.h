/* The script of the self-check. */
#ifndef SERVICE_PROBE_H
#define SERVICE_PROBE_H

extern const char probe_script[];

#endif
