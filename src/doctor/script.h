/* The script of the self-check. */
#ifndef DOCTOR_SCRIPT_H
#define DOCTOR_SCRIPT_H

extern const char doctor_script[];

#endif
