/* The script of the form page. Without it the page does all that it must. */
#ifndef FORM_SCRIPT_H
#define FORM_SCRIPT_H

extern const char form_script[];

#endif
