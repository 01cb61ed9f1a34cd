// Tests what the typed client sends to read, change, erase, find and export
// customers, and what it makes of the answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clients, refused } from './clients.mjs';
import {
	CreateCustomer, DeleteCustomer, ExportCustomer, GetCustomer,
	GetCustomerChanges, GetCustomerPaginated, GetCustomerV2, GetMe, GetTask,
	GetTaskDetail, PatchCustomer, UpdateCustomer, company,
} from './customer.mjs';
import { room } from './room.mjs';

// Each client has customers of its own brand, in points of sale of their own.
const brands = ['JLC', 'PAN', 'IWC', 'BAM'];

const interest = { interest: 'Watches', sapInterestId: 'CA-1' };
const emails = [{ email: 'ana@example.it', isMainEmail: true }];
const phones = [
	{ phone: '333 1234567', countryPrefix: 'it', isMainPhone: true },
];

// Makes the client say what it is asked for in headers, and keep the headers
// of the last answer.
function conversing(client, sent = {}) {
	const told = { headers: new Headers() };

	client.requestFilter = ({ headers }) => {
		for (const [name, value] of Object.entries(sent))
			headers.set(name, value);
	};
	client.responseFilter = ({ headers }) => {
		told.headers = headers;
	};
	return told;
}

for (const [i, { name, make }] of clients.entries()) {
	const brand = brands[i];
	const client = () => {
		const made = make();

		made.bearerToken = room.key;
		return made;
	};
	const create = async (others) => (await client().post(company({
		brand, emails, phones, interests: [interest], ...others,
	}))).boosterCustomerId;
	const whole = (id) => client().get(new GetCustomerV2({ customerId: `${id}` }));

	test(`${name} reads a customer, short and whole`, async () => {
		const id = await create({ customerReference: 'read' });
		const reading = client();
		const told = conversing(reading);
		const short = await reading.get(new GetCustomer({ boosterCustomerId: id }));

		assert.equal(told.headers.get('ETag'), '"1-json"');
		assert.equal(short.id, id);
		assert.equal(short.brand, brand);
		assert.equal(short.phones[0].telephonePrefix, '+39');
		const { companyName, boosterCustomerId, interests } = await whole(id);
		assert.deepEqual([companyName, boosterCustomerId, interests],
			['Example Ltd.', id, [interest]]);
	});

	test(`${name} puts back what was read, and other values`, async () => {
		const id = await create();
		const changing = client();
		const told = conversing(changing);
		const read = await whole(id);

		await changing.put(new UpdateCustomer(read));
		assert.equal(told.headers.get('ETag'), '"1-json"');
		const done = await changing.apiVoid(new UpdateCustomer(
			{ ...read, companyName: 'Other Ltd.', interests: undefined }));
		assert.ok(done.succeeded, JSON.stringify(done.error));
		assert.equal(told.headers.get('ETag'), '"2-json"');
		const { companyName, interests } = await whole(id);
		assert.deepEqual([companyName, interests], ['Other Ltd.', undefined]);
	});

	test(`${name} patches what it names, in body and address`, async () => {
		const id = await create({ customerReference: 'patch', notes: 'old' });

		await client().patch(new PatchCustomer({
			boosterCustomerId: id,
			notes: null,
			weddingDate: new Date(Date.UTC(2020, 0, 18)),
			emails: [],
			contactBySMSFlag: true,
		}));
		await client().patchBody(new PatchCustomer({ boosterCustomerId: id,
			middleName: 'A&B' }), { companyName: 'Patched' });
		const read = await whole(id);
		assert.deepEqual([read.notes, read.weddingDate, read.emails,
			read.contactBySMSFlag, read.middleName, read.companyName,
			read.customerReference, read.phones.length],
		[undefined, '2020-01-18', undefined, true, 'A&B', 'Patched',
			'patch', 1]);
	});

	test(`${name} erases a customer`, async () => {
		const id = await create();

		await client().delete(new DeleteCustomer({ boosterCustomerId: id }));
		const gone = await client().api(
			new GetCustomer({ boosterCustomerId: id }));
		assert.equal(gone.errorCode, 'NotFound');
	});

	test(`${name} changes only the version that it knows`, async () => {
		const id = await create();
		const late = client();
		const told = conversing(late, { 'If-Match': '"1-json"' });

		await late.patch(new PatchCustomer({ boosterCustomerId: id,
			notes: 'first' }));
		assert.equal(told.headers.get('ETag'), '"2-json"');
		for (const request of [
			new PatchCustomer({ boosterCustomerId: id, notes: 'second' }),
			new UpdateCustomer({ ...company({ brand }),
				boosterCustomerId: id }),
			new DeleteCustomer({ boosterCustomerId: id }),
		]) {
			const { error } = await late.api(request);
			assert.equal(error.errorCode, 'PreconditionFailed');
			assert.equal(told.headers.get('ETag'), null);
		}
		assert.equal((await whole(id)).notes, 'first');
	});

	test(`${name} finds customers by lists, records and dates`, async () => {
		const ids = [];
		const since = new Date(Date.now() - 60000);

		for (const posCode of ['A:1', 'B:2', 'C:3'])
			ids.push(await create({ posCode }));
		const find = (filters) => client().get(new GetCustomerPaginated(
			{ brand, posCodes: ['A:1', 'B:2'], sortBy: 'RegASC', ...filters }));
		const found = async (filters) => (await find(filters)).elements
			.map(({ boosterCustomerId: id }) => id);
		const { page, totalResults, totalPages } = await find({ items: 1 });

		assert.deepEqual([page, totalPages, totalResults], [1, 2, 2]);
		assert.deepEqual(await found(), ids.slice(0, 2));
		assert.deepEqual(await found({ creationDateFrom: since }),
			ids.slice(0, 2));
		assert.deepEqual(await found({ creationDateTo: since }), []);
		assert.deepEqual(await found({ creationDateTo: new Date() }),
			ids.slice(0, 2));
		assert.deepEqual(await found({ boosterCustomerIds: [ids[1], ids[2]],
			canBeContactedByMaison: false, birthdateMonths: [] }), [ids[1]]);
		assert.deepEqual(await found({ searchKey: 'exam' }), ids.slice(0, 2));
		assert.deepEqual(await found({ email: 'ana@example.it',
			phoneNumber: '+39 333 1234567' }), ids.slice(0, 2));
		const { next, ...first } = await find({ items: 1, noCount: true });
		assert.equal(first.totalResults, undefined);
		assert.deepEqual(await found({ items: 1, after: next }), [ids[1]]);
	});

	test(`${name} is told to post records that an address loses`, async () => {
		const id = await create({ posCode: 'D:4' });
		const request = new GetCustomerPaginated({ brand, posCodes: ['D:*'],
			interests: [{ interest: 'Watches' }] });
		const { responseStatus: { errors } } = await refused(
			client().get(request),
			['SerializationException', 'interests']);

		assert.match(errors[0].message, /POST/);
		const { elements } = await client().post(request);
		assert.deepEqual(elements.map((e) => e.boosterCustomerId), [id]);
		request.interests = [{ interest: 'Cars' }];
		assert.deepEqual((await client().post(request)).elements, []);
	});

	test(`${name} follows what changed`, async () => {
		const changes = (after) => client().get(
			new GetCustomerChanges({ brand, after }));
		let { next } = await changes();
		const id = await create();
		const other = await create();

		await client().delete(new DeleteCustomer({ boosterCustomerId: other }));
		const answer = await changes(next);
		assert.deepEqual(answer.elements.map(
			({ boosterCustomerId, version, erased }) =>
				[boosterCustomerId, version, erased]),
		[[id, 1, false], [other, 2, true]]);
		({ next } = answer);
		assert.deepEqual((await changes(next)).elements, []);
	});

	test(`${name} orders an export, and fetches the list`, async () => {
		const id = await create({ posCode: 'E:5' });
		const order = new ExportCustomer({ brand, posCodes: ['E:5'],
			downloadRequestId: `order ${i}` });
		const { asyncTaskId } = await client().post(order);

		assert.equal((await client().post(order)).asyncTaskId, asyncTaskId);
		const task = await client().get(new GetTaskDetail({ asyncTaskId }));
		assert.deepEqual([task.asyncTaskId, task.status, task.totalResults,
			task.brand], [asyncTaskId, 'COM', 1, brand]);
		assert.ok((await client().get(new GetTask())).some(
			(one) => one.asyncTaskId === asyncTaskId));
		const headers = { Authorization: `Bearer ${room.key}` };
		for (const [url, init] of [[task.downloadUrl, { headers }],
			[task.signedDownloadUrl]]) {
			const list = await fetch(new URL(url, room.server), init);
			const text = await list.text();

			assert.equal(list.status, 200, text);
			assert.equal(list.headers.get('X-CRM-Total'), '1');
			assert.match(text, new RegExp(`^${id},`, 'm'));
		}
		order.posCodes = ['F:6'];
		const { errorCode } = await client().api(order);
		assert.equal(errorCode, 'Conflict');
	});

	test(`${name} reads, changes and erases many with sendAll`, async () => {
		const ids = [await create(), await create()];
		const each = (Message, others) => client().sendAll(ids.map(
			(boosterCustomerId) => new Message(
				{ boosterCustomerId, ...others })));

		assert.deepEqual((await each(GetCustomer)).map(({ id }) => id), ids);
		await each(PatchCustomer, { notes: 'of many' });
		const [one, other] = await client().sendAll(ids.map(
			(id) => new GetCustomerV2({ customerId: `${id}` })));
		assert.deepEqual([one.notes, other.notes], ['of many', 'of many']);
		await client().sendAll([one, other].map(
			(read) => new UpdateCustomer({ ...read, notes: 'put' })));
		assert.equal((await whole(ids[1])).notes, 'put');
		const lists = await client().sendAll([0, 1].map((n) =>
			new GetCustomerPaginated({ brand, posCodes: ['*'],
				boosterCustomerIds: [ids[n]] })));
		assert.deepEqual(lists.map(({ totalResults }) => totalResults), [1, 1]);
		const before = await client().api(new GetCustomer(
			{ boosterCustomerId: ids[0] }));
		assert.ok(before.succeeded);
		await refused(client().sendAll([
			new PatchCustomer({ boosterCustomerId: ids[0], brand: '' }),
			new PatchCustomer({ boosterCustomerId: ids[1], emails: [{}] }),
		]), ['NotEmpty', '[1].emails[0].email'],
		['NotEmpty', '[1].emails[0].isMainEmail']);
		await each(DeleteCustomer);
		await assert.rejects(each(GetCustomer), ({ responseStatus }) =>
			responseStatus.errorCode === 'NotFound');
	});

	test(`${name} shows the errors of a change`, async () => {
		const id = await create();

		await refused(client().patch(new PatchCustomer({
			boosterCustomerId: id, gender: 'X', reset: ['posCode'] })),
		['Enum', 'gender'], ['NotEmpty', 'posCode']);
		await refused(client().put(new UpdateCustomer({
			...company({ brand, posCode: 'a b' }), boosterCustomerId: id })),
		['RegularExpression', 'posCode']);
		await refused(client().get(new GetCustomerPaginated({ brand,
			posCodes: ['*'], customerStatus: 'x' })),
		['Predicate', 'customerStatus']);
	});

	test(`${name} is told that there is no such customer`, async () => {
		for (const request of [
			new GetCustomer({ boosterCustomerId: 2147483647 }),
			new GetCustomerV2({ customerId: 'x' }),
			new UpdateCustomer({ ...company({ brand }),
				boosterCustomerId: 2147483647 }),
			new PatchCustomer({ boosterCustomerId: 2147483647 }),
			new DeleteCustomer({ boosterCustomerId: 2147483647 }),
			new GetTaskDetail({ asyncTaskId: '0'.repeat(32) }),
		]) {
			const { errorCode } = await client().api(request);

			assert.equal(errorCode, 'NotFound', request.getTypeName());
		}
	});

	test(`${name} has a key, as it may come`, async () => {
		const bearer = client();
		const secret = make();
		const user = make();
		const none = make();
		const wrong = make();

		assert.equal((await bearer.get(new GetMe())).name, 'tests');
		secret.setCredentials('anybody', room.key);
		assert.equal((await secret.get(new GetMe())).name, 'tests');
		user.setCredentials(room.key, '');
		assert.equal((await user.get(new GetMe())).name, 'tests');
		await refused(none.get(new GetMe())).then(({ responseStatus }) =>
			assert.equal(responseStatus.errorCode, 'Unauthorized'));
		wrong.bearerToken = `${room.key.slice(0, -1)}x`;
		for (const request of [new GetMe(), company({ brand }),
			new DeleteCustomer({ boosterCustomerId: 1 })]) {
			const { error } = await wrong.api(request);
			assert.equal(error.errorCode, 'Unauthorized');
		}
	});

	test(`${name} has a key that is good for little`, async () => {
		const id = await create();
		const other = await create({ posCode: 'G:7' });
		const reading = make();

		reading.bearerToken = room.reader;
		assert.deepEqual((await reading.get(new GetMe())).scopes, ['read']);
		const { errorCode } = await reading.api(new PatchCustomer(
			{ boosterCustomerId: id, notes: 'x' }));
		assert.equal(errorCode, 'Forbidden');
		assert.equal((await reading.get(
			new GetCustomer({ boosterCustomerId: id }))).id, id);
		assert.equal((await reading.api(
			new GetCustomer({ boosterCustomerId: other }))).errorCode,
		'NotFound');
	});
}
