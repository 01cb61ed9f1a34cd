/* The operation DeleteCustomer: a customer, or many, erased for good. */
#include "customer/customer.h"
#include "customer/messages.h"
#include "service/edit.h"
#include "service/operations.h"

static void
erase_one(struct exchange *exchange)
{
	edit_answer(exchange, EDIT_ERASE, GET_CUSTOMER_ID, false);
}

static void
erase_many(struct exchange *exchange)
{
	edit_answer(exchange, EDIT_ERASE, GET_CUSTOMER_ID, true);
}

const struct operation delete_customer = {
	.name = "DeleteCustomer",
	.summary = "Erases a customer, or many.",
	.text = "Erases a customer, or many, for good: nothing of what is known of them stays but the number, which is never given again.",
	.tag = "customers",
	.sample = "A number",
	.samples = "Many numbers",
	.one = {
		.answer = erase_one,
		.text = "Erases a customer.",
		.request = &delete_schema,
		.successes = edit_erased,
	},
	.many = {
		.answer = erase_many,
		.text = "Erases many customers, all of them or none.",
		.request = &deletes_schema,
		.successes = edit_many,
	},
};
