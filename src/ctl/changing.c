/* Changes of customers by the operator: what is common to set and erase. */
#include "ctl/changing.h"

#include "base/calendar.h"
#include "ctl/ctl.h"
#include "ctl/members.h"

struct edit
changing_begin(struct ctl *ctl, enum edit_kind kind)
{
	static const struct bounds all = { 0 };

	return (struct edit){
		.arena = ctl->arena,
		.kind = kind,
		.settings = ctl_settings(ctl),
		.origin = {
			.route = "crmctl",
			.format = "form",
			.time = calendar_now(),
			.operator = ctl->login,
		},
		.bounds = &all,
		.missing = { .arena = ctl->arena },
		.outside = { .arena = ctl->arena },
		.faults = { .arena = ctl->arena },
	};
}

bool
changing_end(struct edit *edit, bool dry)
{
	enum edit_result result = dry ? edit_try(edit) : edit_end(edit);

	if (result == EDIT_MISSING)
		ctl_complain("there is no such customer");
	else if (result == EDIT_FAULTY)
		members_complain("", &edit->faults);
	return result == EDIT_DONE;
}
