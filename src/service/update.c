/* The operation UpdateCustomer: a customer, or many, replaced by what the
 * request says. */
#include "customer/customer.h"
#include "customer/messages.h"
#include "service/edit.h"
#include "service/operations.h"

static void
update_one(struct exchange *exchange)
{
	edit_answer(
		exchange, EDIT_REPLACE, CUSTOMER_BOOSTER_CUSTOMER_ID, false);
}

static void
update_many(struct exchange *exchange)
{
	edit_answer(exchange, EDIT_REPLACE, CUSTOMER_BOOSTER_CUSTOMER_ID, true);
}

const struct operation update_customer = {
	.name = "UpdateCustomer",
	.summary = "Replaces a customer, or many.",
	.text = "Replaces a customer, or many: all members are as the request says, and those that it leaves out are cleared. Whatever is wrong is answered member by member, and then nothing is changed.",
	.tag = "customers",
	.sample = "A customer",
	.samples = "Many customers",
	.one = {
		.answer = update_one,
		.text = "Replaces a customer.",
		.request = &update_schema,
		.successes = edit_replaced,
	},
	.many = {
		.answer = update_many,
		.text = "Replaces many customers, all of them or none.",
		.request = &updates_schema,
		.successes = edit_many,
	},
};
