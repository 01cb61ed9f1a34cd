/* The operation PatchCustomer: members of a customer, or of many, changed. */
#include "customer/customer.h"
#include "customer/messages.h"
#include "service/edit.h"
#include "service/operations.h"

static void
patch_one(struct exchange *exchange)
{
	edit_answer(exchange, EDIT_PATCH, CUSTOMER_BOOSTER_CUSTOMER_ID, false);
}

static void
patch_many(struct exchange *exchange)
{
	edit_answer(exchange, EDIT_PATCH, CUSTOMER_BOOSTER_CUSTOMER_ID, true);
}

const struct operation patch_customer = {
	.name = "PatchCustomer",
	.summary = "Changes members of a customer, or of many.",
	.text = "Changes members of a customer, or of many: those that the request leaves out stay. Whatever is wrong is answered member by member, and then nothing is changed.",
	.tag = "customers",
	.sample = "A change",
	.samples = "Many changes",
	.patch = true,
	.one = {
		.answer = patch_one,
		.text = "Changes members of a customer.",
		.request = &patch_schema,
		.successes = edit_patched,
	},
	.many = {
		.answer = patch_many,
		.text = "Changes members of many customers, of all or none.",
		.request = &patches_schema,
		.successes = edit_patched_many,
	},
};
