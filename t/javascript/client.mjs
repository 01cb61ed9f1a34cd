// Tests what the typed client sends from Node.js, and what it makes of the
// answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	JSV, errorResponse, errorResponseExcept, errorResponseSummary, toDateTime,
} from '@servicestack/client';
import { clients, refused } from './clients.mjs';
import { CreateCustomer, company } from './customer.mjs';
import { customer, customers, room, select } from './room.mjs';

const emails = [
	{ email: "o'brien+tag@example.it", isMainEmail: true },
	{ email: 'ana@sub.example.com', isMainEmail: false },
];
const events = [
	{
		eventType: 'Birthday',
		eventDate: new Date(Date.UTC(2021, 0, 20)),
		eventNotes: 'Tea: "no, {thanks}"\nnever [again]',
		eventOtherName: '',
	},
];
const phone = { phone: '+39 333 123-4567', countryPrefix: 'IT' };

function person(others) {
	return company({
		clientType: 'PRIVATE',
		title: 'Mrs.',
		firstName: 'Ana "A", B',
		lastName: 'Dé<&>',
		lastNameNotLatin: 'デ',
		languageId: 'ita',
		gender: 'F',
		...others,
	});
}

// The newest of customers, for a client that is not told the id.
function newest() {
	return select('SELECT max(id) AS id FROM customer')[0].id;
}

// Asserts that a customer has these lists, whole.
function assertLists(id, expected) {
	const tables = { emails: 'email', phones: 'phone', events: 'event' };

	for (const [member, items] of Object.entries(expected)) {
		const columns = Object.keys(items[0] ?? { customer: 0 });
		assert.deepEqual(select(`SELECT ${columns} FROM ${tables[member]}
			WHERE customer = ? ORDER BY position`, id), items);
	}
}

const storedEmails = [
	{ email: "o'brien+tag@example.it", isMainEmail: 1 },
	{ email: 'ana@sub.example.com', isMainEmail: 0 },
];
const storedEvents = [
	{
		eventType: 'Birthday',
		eventDate: '2021-01-20',
		eventNotes: 'Tea: "no, {thanks}"\nnever [again]',
		eventOtherName: null,
	},
];
const storedPhones = [
	{ phone: '+393331234567', countryPrefix: 'it', isMainPhone: 1 },
];

for (const { name, make, reply, oneway } of clients) {
	test(`${name} creates a customer with all kinds of values`, async () => {
		const { boosterCustomerId: id } = await make().post(person({
			birthDate: new Date(Date.UTC(1990, 0, 2)),
			weddingDate: toDateTime(new Date(Date.UTC(2020, 0, 18))),
			registrationDate: new Date(Date.UTC(2020, 11, 30, 10, 11, 12)),
			middleName: '',
			notes: null,
			contactByEmailFlag: true,
			emails,
			phones: [{ ...phone, isMainPhone: true }],
			events,
		}));

		assert.deepEqual(customer(id, 'route', 'format', 'clientType',
			'firstName', 'lastName', 'lastNameNotLatin', 'birthDate',
			'weddingDate', 'registrationDate', 'middleName', 'notes',
			'contactByEmailFlag', 'contactByMailFlag'), {
			route: reply,
			format: 'json',
			clientType: 'PRIVATE',
			firstName: 'Ana "A", B',
			lastName: 'Dé<&>',
			lastNameNotLatin: 'デ',
			birthDate: '1990-01-02',
			weddingDate: '2020-01-18',
			registrationDate: '2020-12-30T10:11:12.000Z',
			middleName: null,
			notes: null,
			contactByEmailFlag: 1,
			contactByMailFlag: 0,
		});
		assertLists(id, {
			emails: storedEmails,
			phones: storedPhones,
			events: storedEvents,
		});
	});

	test(`${name} is told a customer's id by send and by api`, async () => {
		const client = make();
		const sent = await client.send(company());
		const result = await client.api(company());

		assert.ok(result.succeeded);
		assert.equal(result.response.boosterCustomerId,
			sent.boosterCustomerId + 1);
	});

	test(`${name} creates many with sendAll`, async () => {
		const client = make();
		const before = customers();
		let completed;

		client.responseFilter = ({ headers }) => {
			completed = headers.get('X-AutoBatch-Completed');
		};
		const answers = await client.sendAll(Array.from({ length: 500 },
			(_, i) => person({ notes: `number ${i}`, emails })));

		assert.equal(completed, '500');
		assert.equal(customers(), before + 500);
		assert.equal(answers.length, 500);
		for (const i of [0, 1, 499]) {
			const id = answers[i].boosterCustomerId;
			assert.deepEqual(customer(id, 'route', 'notes'),
				{ route: `${reply}[]`, notes: `number ${i}` });
			assertLists(id, { emails: storedEmails });
		}
	});

	test(`${name} is told which of many was refused, and none is stored`,
		async () => {
			const client = make();
			const before = customers();
			let completed;

			client.responseFilter = ({ headers }) => {
				completed = headers.get('X-AutoBatch-Completed');
			};
			await refused(client.sendAll([
				company(),
				company({ brand: '', emails: [{ email: 'none' }] }),
			]), ['NotEmpty', '[1].brand'],
			['Email', '[1].emails[0].email'],
			['NotEmpty', '[1].emails[0].isMainEmail']);

			assert.equal(completed, '0');
			assert.equal(customers(), before);
		});

	test(`${name} creates customers one-way`, async () => {
		const client = make();
		const before = customers();

		await client.sendOneWay(person({ emails }));
		assert.equal(customer(newest(), 'route').route, oneway);
		assertLists(newest(), { emails: storedEmails });
		await client.publish(company());
		await client.sendAllOneWay([company(), company()]);
		assert.equal(customer(newest(), 'route').route, `${oneway}[]`);
		assert.equal(customers(), before + 4);
	});

	test(`${name} is told of a one-way customer that was refused`,
		async () => {
			const before = customers();

			await refused(make().sendOneWay(company({ posCode: 'a b' })),
				['RegularExpression', 'posCode']);
			await refused(make().sendAllOneWay([company({ brand: 1 })]),
				['RegularExpression', '[0].brand']);
			assert.equal(customers(), before);
		});

	test(`${name} creates a customer from form data`, async () => {
		const form = new FormData();

		for (const [field, value] of Object.entries(person()))
			if (value !== undefined && field !== 'brand')
				form.append(field, value);
		form.append('emails', JSV.stringify(emails));
		form.append('events', JSON.stringify(events));
		for (const [field, value] of Object.entries(phone))
			form.append(`phones[0].${field}`, value);
		form.append('phones[0].isMainPhone', 'on');
		form.append('weddingDate', '');
		form.append('attachment', new Blob([]), '');

		const { boosterCustomerId: id } = await make().postBody(
			new CreateCustomer({ brand: 'MTB', title: 'Captain' }), form);

		assert.deepEqual(customer(id, 'route', 'format', 'title', 'brand',
			'lastName', 'weddingDate'), {
			route: reply,
			format: 'multipart',
			title: 'Mrs.',
			brand: 'MTB',
			lastName: 'Dé<&>',
			weddingDate: null,
		});
		assertLists(id, {
			emails: storedEmails,
			phones: storedPhones,
			events: storedEvents,
		});
	});

	test(`${name} is told of a list that form data lost`, async () => {
		const form = new FormData();
		const before = customers();

		for (const [field, value] of Object.entries(company()))
			if (value !== undefined)
				form.append(field, value);
		form.append('birthDate', events[0].eventDate);
		form.append('emails', emails.slice(0, 1));
		const result = await make().apiForm(new CreateCustomer(), form);

		assert.deepEqual(
			result.errors.map((e) => [e.errorCode, e.fieldName]), [
				['SerializationException', 'birthDate'],
				['SerializationException', 'emails[0]'],
			]);
		assert.equal(customers(), before);
	});

	test(`${name} shows the errors of fields`, async () => {
		const before = customers();
		const wrong = person({
			lastName: ' ',
			gender: 'X',
			emails: [emails[0], { email: 'none', isMainEmail: false }],
			phones: [{ ...phone, isMainPhone: 'perhaps' }],
		});
		const error = await refused(make().post(wrong),
			['NotEmpty', 'lastName'],
			['Enum', 'gender'],
			['Email', 'emails[1].email'],
			['SerializationException', 'phones[0].isMainPhone']);
		const { errors, message } = error.responseStatus;

		assert.match(message, /lastName/);
		assert.match(errors[1].message, /M.*F/);
		assert.equal(errorResponse.call(error, 'Emails[1].Email'),
			errors[2].message);
		assert.equal(errorResponse.call(error, 'title'), undefined);
		assert.equal(errorResponseExcept.call(error, 'lastName,gender'),
			undefined);
		assert.equal(errorResponseExcept.call(error, ['title']), message);
		assert.equal(errorResponseSummary.call(error), undefined);

		const result = await make().api(wrong);
		assert.ok(result.failed && !result.succeeded);
		assert.equal(result.errorCode, 'NotEmpty');
		assert.equal(result.errorMessage, message);
		assert.equal(result.errorSummary, null);
		assert.equal(result.fieldError('GENDER').errorCode, 'Enum');
		assert.equal(result.fieldErrorMessage('lastName'), message);
		assert.ok(!result.hasFieldError('title'));
		assert.equal(result.summaryMessage(['title']), message);
		assert.equal(customers(), before);
	});

	test(`${name} shows an error that is of no field`, async () => {
		const client = make();
		const mistakes = {
			MethodNotAllowed: () => client.put(company()),
			NotFound: () => client.postToUrl('/api/Nothing', company()),
			SerializationException: () =>
				client.postBody(new CreateCustomer(), '{"brand":'),
		};

		for (const [code, make] of Object.entries(mistakes)) {
			const error = await refused(make());
			assert.equal(error.responseStatus.errorCode, code);
			assert.equal(errorResponseSummary.call(error),
				error.responseStatus.message);
		}
		const { errorCode, errorSummary } =
			await client.api(company(), null, 'PUT');
		assert.equal(errorCode, 'MethodNotAllowed');
		assert.ok(errorSummary);
	});

	test(`${name} learns which members were ignored`, async () => {
		const client = make();
		let ignored;

		client.responseFilter = ({ headers }) => {
			ignored = headers.get('X-CRM-Ignored');
		};
		await client.post(company());
		assert.equal(ignored, null);
		await client.post(company({
			nickname: 'X',
			emails: [{ ...emails[0], label: 'home' }],
		}));
		assert.equal(ignored, 'emails[0].label, nickname');
	});
}
