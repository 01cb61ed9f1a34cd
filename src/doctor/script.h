/* The script of the self-check: sends requests that no form can send. */
#ifndef DOCTOR_SCRIPT_H
#define DOCTOR_SCRIPT_H

extern const char doctor_script[];

#endif
