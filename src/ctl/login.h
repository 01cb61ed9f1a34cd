/* The operator's login name, for the audit trail. */
#ifndef CTL_LOGIN_H
#define CTL_LOGIN_H

struct arena;

/*
 * The name of the account that the operator of this process logged in with, in
 * the arena: whatever su(1) or sudo(8) have made of the process since, if the
 * kernel was told of the login; else, for root, the name that sudo gives
 * (SUDO_USER, or NULL); else that of the process's user.
 */
const char *login_name(struct arena *arena, const char *sudo);

#endif
