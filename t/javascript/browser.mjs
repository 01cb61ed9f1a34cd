// Tests that pages of the origins in allow-origin, and no others, can use the
// typed client in a browser.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { launch, missing } from './chromium.mjs';
import { configure, customer, customers, room, select } from './room.mjs';

const bundle = createRequire(import.meta.url)
	.resolve('@servicestack/client')
	.replace(/[^/]*$/, 'servicestack-client.mjs');
const files = {
	'/page.html': ['text/html', 'page.html'],
	'/customer.mjs': ['text/javascript', 'customer.mjs'],
	'/servicestack-client.mjs': ['text/javascript', bundle],
};

let site, browser, listed, stranger;

// Opens the page at an origin, in a browser that remembers nothing.
async function visit(host) {
	const context = await browser.newContext();
	const page = await context.newPage();

	await page.goto(`http://${host}:${site.address().port}/page.html`);
	return page;
}

// Opens the same page at two origins: one that may call, and one that may not.
async function open() {
	site = createServer((request, response) => {
		const [type, file] = files[request.url];

		response.setHeader('Content-Type', `${type}; charset=utf-8`);
		response.end(readFileSync(file));
	}).listen(0, '127.0.0.1');
	await once(site, 'listening');
	browser = await launch();
	listed = await visit('127.0.0.1');
	stranger = await visit('localhost');
	configure('allow-origin: https://www.example.com '
		+ new URL(listed.url()).origin);
}

after(async () => {
	await browser?.close();
	site?.close();
});

// A test in the browser; the first opens it.
function browse(name, run) {
	test(`a page ${name}`, { skip: missing, timeout: 60000 }, async () => {
		if (!browser)
			await open();
		await run();
	});
}

// Runs a function in a page, with the server's URL.
function within(page, run) {
	return page.evaluate(run, room.server);
}

browse('creates customers with both clients', async () => {
	const ids = await within(listed, async (server) => {
		const { JsonServiceClient, JsonApiClient, company } = window.typed;
		const clients = [
			new JsonServiceClient(server),
			new JsonServiceClient(server).useBasePath(),
			JsonApiClient.create(server),
		];
		const ids = [];

		for (const client of clients) {
			const { boosterCustomerId } = await client.post(company({
				notes: 'naïve\nデ',
				emails: [{ email: 'ana@example.it', isMainEmail: true }],
			}));
			ids.push(boosterCustomerId);
		}
		return ids;
	});

	assert.equal(ids.length, 3);
	for (const id of ids) {
		assert.equal(customer(id, 'notes').notes, 'naïve\nデ');
		assert.deepEqual(
			select('SELECT email FROM email WHERE customer = ?', id),
			[{ email: 'ana@example.it' }]);
	}
});

browse('creates many, and reads how many', async () => {
	const before = customers();
	const { ids, completed } = await within(listed, async (server) => {
		const { JsonServiceClient, company } = window.typed;
		const client = new JsonServiceClient(server);
		let completed;

		client.responseFilter = ({ headers }) => {
			completed = headers.get('X-AutoBatch-Completed');
		};
		const answers = await client.sendAll([company(), company()]);
		return { ids: answers.map((a) => a.boosterCustomerId), completed };
	});

	assert.equal(completed, '2');
	assert.equal(customers(), before + 2);
	assert.equal(ids[1], ids[0] + 1);
});

browse('reads which members were ignored', async () => {
	const ignored = await within(listed, async (server) => {
		const { JsonServiceClient, company } = window.typed;
		const client = new JsonServiceClient(server);
		let ignored;

		client.responseFilter = ({ headers }) => {
			ignored = headers.get('X-CRM-Ignored');
		};
		await client.post(company({ nickname: 'X' }));
		return ignored;
	});

	assert.equal(ignored, 'nickname');
});

browse('reads the errors of fields', async () => {
	const before = customers();
	const results = await within(listed, async (server) => {
		const { JsonServiceClient, JsonApiClient, company } = window.typed;
		const wrong = company({ brand: '', emails: [{ email: 'none' }] });

		return Promise.all([
			new JsonServiceClient(server), JsonApiClient.create(server),
		].map(async (client) => {
			const result = await client.api(wrong);
			return [result.errorCode, result.errorMessage,
				...result.errors.map((e) => e.fieldName)];
		}));
	});

	for (const result of results)
		assert.deepEqual(result, ['NotEmpty', 'brand is required.', 'brand',
			'emails[0].email', 'emails[0].isMainEmail']);
	assert.equal(customers(), before);
});

browse('creates a customer from form data', async () => {
	const id = await within(listed, async (server) => {
		const { JSV, JsonApiClient, CreateCustomer, company, toFormData } =
			window.typed;
		const form = toFormData(JSON.parse(JSON.stringify(company())));

		form.append('emails', JSV.stringify(
			[{ email: 'ana@example.it', isMainEmail: true }]));
		form.append('attachment', new File([], ''));
		const { response } = await JsonApiClient.create(server)
			.apiForm(new CreateCustomer(), form);
		return response.boosterCustomerId;
	});

	assert.equal(customer(id, 'companyName').companyName, 'Example Ltd.');
	assert.deepEqual(select('SELECT email FROM email WHERE customer = ?', id),
		[{ email: 'ana@example.it' }]);
});

browse("shows the errors of a form's fields", async () => {
	const submit = (companyName) => listed.evaluate(
		async ([server, companyName]) => {
			const form = document.querySelector('form');
			const hint = form.querySelector('.help-inline');
			const wrong = form.getElementsByClassName('error');

			form.action = `${server}/customer`;
			form.elements.companyName.value = companyName;
			form.elements['emails[0].email'].value =
				companyName && 'ana@example.it';
			const { boosterCustomerId: id } = await new Promise((done) => {
				window.typed.ajaxSubmit(form,
					{ error: done, success: done });
			});
			return {
				id,
				wrong: [...wrong].map((e) => e.name).filter(Boolean),
				hint: hint.className.includes('error')
					? hint.textContent : '',
			};
		}, [room.server, companyName]);

	const refused = await submit('');
	assert.equal(refused.id, undefined);
	assert.deepEqual(refused.wrong, ['companyName', 'emails[0].email']);
	assert.match(refused.hint, /^emails\[0\]\.email /);

	const { id, ...shown } = await submit('Example & Sons');
	assert.deepEqual(shown, { wrong: [], hint: '' });
	assert.equal(customer(id, 'companyName').companyName, 'Example & Sons');
});

browse('reads, changes and erases with a key, and sees versions', async () => {
	const seen = await listed.evaluate(async ([server, key]) => {
		const t = window.typed;
		const results = [];

		for (const client of [new t.JsonServiceClient(server),
			new t.JsonServiceClient(server).useBasePath(),
			t.JsonApiClient.create(server)]) {
			const seen = [];
			let match;

			client.bearerToken = key;
			client.requestFilter = ({ headers }) =>
				match && headers.set('If-Match', match);
			client.responseFilter = ({ headers }) =>
				seen.push(headers.get('ETag'));
			const { boosterCustomerId } = await client.post(
				t.company({ posCode: 'browser' }));
			const read = await client.get(
				new t.GetCustomer({ boosterCustomerId }));
			match = seen.at(-1);
			await client.patch(new t.PatchCustomer(
				{ boosterCustomerId, notes: 'naïve\nデ' }));
			const { errorCode } = await client.api(new t.DeleteCustomer(
				{ boosterCustomerId }));
			match = null;
			const whole = await client.get(new t.GetCustomerV2(
				{ customerId: `${boosterCustomerId}` }));
			await client.put(new t.UpdateCustomer(
				{ ...whole, companyName: 'Put' }));
			const [{ companyName }] = await client.sendAll([
				new t.GetCustomerV2({ customerId: `${boosterCustomerId}` })]);
			const { totalResults } = await client.get(
				new t.GetCustomerPaginated({ brand: 'CAR',
					posCodes: ['browser', 'none'] }));
			await client.delete(new t.DeleteCustomer({ boosterCustomerId }));
			results.push([seen, read.id === boosterCustomerId, errorCode,
				whole.notes, companyName, totalResults]);
		}
		return results;
	}, [room.server, room.key]);

	for (const result of seen)
		assert.deepEqual(result, [
			[null, '"1-json"', '"2-json"', null, '"2-json-en"', '"3-json"',
				null, null, null],
			true, 'PreconditionFailed', 'naïve\nデ', 'Put', 1]);
	assert.equal(seen.length, 3);
});

browse('reads how many match, and where the next page is', async () => {
	const [total, link, id] = await listed.evaluate(async ([server, key]) => {
		const { headers } = await fetch(
			`${server}/customer/CAR/slim.csv?posCodes=*&items=1`,
			{ headers: { 'X-Api-Key': key } });

		return ['X-CRM-Total', 'Link', 'X-Request-Id'].map(
			(name) => headers.get(name));
	}, [room.server, room.key]);

	assert.ok(Number(total) > 1);
	assert.match(link, /^<.*>; rel="next"$/);
	assert.ok(id);
});

const newest = () => select('SELECT max(id) AS id FROM customer')[0].id;

// What comes of a change of the newest customer with these credentials: true, or
// the code and the words of a refusal, be it the browser's.
function change(page, credentials) {
	return page.evaluate(async ([server, credentials, id]) => {
		const t = window.typed;
		const client = new t.JsonServiceClient(server);

		Object.assign(client, credentials);
		const { errorCode, errorMessage, succeeded } = await client.apiVoid(
			new t.PatchCustomer({ boosterCustomerId: id, notes: 'changed' }));

		return succeeded || [errorCode, errorMessage];
	}, [room.server, credentials, newest()]);
}

browse('is told why a key is not good enough', async () => {
	const told = [await change(listed, {}),
		await change(listed, { bearerToken: 'x' }),
		await change(listed, { bearerToken: room.reader })];

	assert.deepEqual(told.map(([code]) => code),
		['Unauthorized', 'Unauthorized', 'Forbidden']);
});

browse('changes with a key as a password where its origin is listed',
	async () => {
		const credentials = { userName: 'anybody', password: room.key };

		for (const refused of [credentials, { bearerToken: room.key }])
			assert.deepEqual(await change(stranger, refused),
				['Exception', 'Failed to fetch']);
		assert.equal(customer(newest(), 'notes').notes, null);
		assert.equal(await change(listed, credentials), true);
		assert.equal(customer(newest(), 'notes').notes, 'changed');
	});

// Whether the client of that name could create a customer from a page; if not,
// what it says is what browsers say of what they refuse.
async function succeeds(page, name) {
	const { succeeded, errorMessage } = await page.evaluate(
		async ([server, name]) => {
			const { company, [name]: client } = window.typed;
			const { succeeded, errorMessage } =
				await (client.create?.(server) ?? new client(server))
					.api(company());

			return { succeeded, errorMessage };
		}, [room.server, name]);

	if (!succeeded)
		assert.equal(errorMessage, 'Failed to fetch');
	return succeeded;
}

// What needs no permission before it is sent, as all that JsonApiClient sends,
// arrives; but the answer is kept from the page.
async function assertRefused(page) {
	const before = customers();

	assert.ok(!await succeeds(page, 'JsonServiceClient'));
	assert.equal(customers(), before);
	assert.ok(!await succeeds(page, 'JsonApiClient'));
}

browse('of an origin that is not listed is refused by the browser',
	async () => {
		await assertRefused(stranger);
		assert.ok(await succeeds(listed, 'JsonServiceClient'));
	});

browse('is refused by the browser without allow-origin', async () => {
	configure();
	await assertRefused(await visit('127.0.0.1'));
});
