/* The script of the form page, which works without a script too. */
#ifndef FORM_SCRIPT_H
#define FORM_SCRIPT_H

extern const char form_script[];

/* The script of the pages after it, which forgets what was entered. */
extern const char done_script[];

#endif
