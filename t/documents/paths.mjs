// Does what the document says can be done: sends its examples to every path in
// every format, and looks whether the answers are as it says.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customers, room } from '../javascript/room.mjs';
import { document, judge, plain as known } from './document.mjs';

const { components } = known;

// What a reference stands for in a document; anything else is itself.
function found(value, told = known) {
	if (!value?.$ref)
		return value;
	return value.$ref.slice(2).split('/')
		.reduce((at, name) => at[name.replace(/~1/g, '/')], told);
}

// Sends a request with the key, which some paths need.
const ask = (url, { headers, ...options } = {}) => fetch(url, {
	headers: { 'X-Api-Key': room.key, ...headers }, ...options,
});

const escaped = (text) => String(text).replace(/[&<>]/g,
	(sign) => `&#${sign.charCodeAt()};`);

// Writes a value as the schema says that it is in XML.
function xml(schema, value, name) {
	const { xml: own = {}, ...rest } = found(schema);
	const tag = own.name ?? name;
	const space = own.namespace ? ` xmlns="${own.namespace}"` : '';
	let content;

	if (Array.isArray(value))
		content = value.map((item) => xml(rest.items, item)).join('');
	else if (typeof value === 'object')
		content = Object.entries(value).map(([member, inner]) =>
			xml(rest.properties[member], inner, member)).join('');
	else
		content = escaped(value);
	assert(!Array.isArray(value) || own.wrapped);
	return `<${tag}${space}>${content}</${tag}>`;
}

// The fields of a form, each a text, with the media type the document gives.
const texts = (value, { encoding }) => Object.entries(value).map(
	([name, inner]) => (encoding[name]
		? [name, JSON.stringify(inner), encoding[name].contentType]
		: [name, String(inner), 'text/plain']));

const writers = {
	xml: (value, { schema }) => xml(schema, value),
	json: (value) => JSON.stringify(value),
	'x-www-form-urlencoded': (value, content) => String(
		new URLSearchParams(texts(value, content)
			.map(([name, text]) => [name, text]))),
	'form-data': (value, content) => `${texts(value, content).map(
		([name, text, type]) => `--b\r\nContent-Disposition: form-data; `
			+ `name="${name}"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`)
		.join('')}--b--\r\n`,
};

// Yields each example of a request body, ready to be sent.
function* bodies(operation) {
	const { content } = found(operation.requestBody);

	for (const [media, about] of Object.entries(content))
		for (const [name, example] of Object.entries(about.examples ?? {})) {
			const { value } = found(example);
			const write = writers[media.replace(/.*\//, '')];

			yield {
				what: `${name} ${media}`,
				type: media === 'multipart/form-data'
					? `${media}; boundary=b` : media,
				body: typeof value === 'string' ? value
					: write(value, about),
			};
		}
}

// Yields the operations of a method; of others than GET, what takes messages.
function* operations(method, told = known) {
	for (const [path, methods] of Object.entries(told.paths)) {
		const operation = methods[method];

		if (operation && (method === 'get' || operation.requestBody?.$ref))
			yield { path, operation };
	}
}

const isErasing = (path) => path.includes('DeleteCustomer');

// Sends a message to a predefined route; returns the answer.
async function call(name, message) {
	const response = await ask(`${room.server}/api/${name}`, {
		method: 'POST',
		body: JSON.stringify(message),
		headers: { 'X-Api-Key': room.key, 'Content-Type': 'application/json' },
	});

	assert.equal(response.status, 200);
	return response.json();
}

// Creates two customers; returns their numbers.
async function pair() {
	const { value } = components.examples['CreateCustomer.least.json'];

	return (await call('CreateCustomer[]', [value, value]))
		.map(({ boosterCustomerId }) => boosterCustomerId);
}

const customersThere = await pair();
const { asyncTaskId } = await call('ExportCustomer',
	{ brand: 'CAR', posCodes: ['*'], downloadRequestId: 'documents' });
let orders = 0;

// Puts in the place of examples in a text what there is: customers, a task, and
// an order of its own.
function real(text, [one, other] = customersThere) {
	orders++;
	return text.replace(/\b42\b/g, one).replace(/\b43\b/g, other)
		.replace(/\bORDER-1\b/g, `ORDER-${orders}-of-documents`)
		.replace(/\b[0-9a-f]{8}(-?)(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/g,
			(all, dash) => (dash ? asyncTaskId.replace(
				/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : asyncTaskId));
}

// A path with what there is in the place of its members.
const filled = (path, [one] = customersThere) => path
	.replace('{brand}', 'CAR').replace('{asyncTaskId}', asyncTaskId)
	.replace(/\{\w+\}/, one);

// The parameters that must be given, as a query.
const query = (operation, told) => String(new URLSearchParams(
	operation.parameters.map((parameter) => found(parameter, told))
		.filter((parameter) => parameter.in === 'query' && parameter.required)
		.map(({ name }) => [name, {
			brand: 'CAR', posCodes: '*', asyncTaskId,
		}[name] ?? customersThere[0]])));

// Whether an answer that may have a header must have it.
const isSure = (name, response) => name === 'X-Request-Id'
	|| (name === 'ETag' && !isBatch(response))
	|| (name === 'X-AutoBatch-Completed' && isBatch(response));

const isBatch = ({ url }) => decodeURI(new URL(url).pathname).endsWith('[]');

// Asserts that an answer is one that a document has.
async function assertKnown(response, operation, what, told = known) {
	const answer = found(operation.responses[response.status], told);
	const [media] = (response.headers.get('content-type') ?? '').split(';');
	const lacking = Object.keys(answer?.headers ?? {}).filter((name) =>
		isSure(name, response) && !response.headers.has(name));
	const content = answer?.content?.[media];

	assert(answer, `${what}: ${response.status}`);
	assert.deepEqual(lacking, [], what);
	assert(content ?? !answer.content, `${what}: ${media}`);
	const text = await response.text();
	if (media.endsWith('/json') && content.schema.$ref) {
		const fits = judge(known, content.schema.$ref.split('/').at(-1));

		assert(fits(JSON.parse(text)),
			`${what}: ${JSON.stringify(fits.errors)}`);
	}
}

for (const method of ['post', 'put', 'patch'])
	test(`every example can be sent to every path that takes it by ${method}`,
		async () => {
			let count = 0;

			for (const { path, operation } of operations(method))
				for (const { what, type, body } of bodies(operation)) {
					const ids = isErasing(path) ? await pair() : undefined;
					const response = await ask(
						`${room.server}${filled(path, ids)}`, {
							method: method.toUpperCase(),
							body: real(body, ids),
							headers: { 'X-Api-Key': room.key,
								'Content-Type': type },
						});

					if (![200, 204].includes(response.status))
						assert.fail(`${what} to ${path}: `
							+ await response.text());
					await assertKnown(response, operation,
						`${what} to ${path}`);
					count++;
				}
			assert(count > (method === 'post' ? 500 : 50), `${count} examples`);
		});

test('every format that is told is answered in', async () => {
	for (const { path, operation } of operations('post')) {
		const message = operation.requestBody.$ref.split('/').at(-1)
			.split('.')[0];
		const { value } = components.examples[`${message}.least.json`];

		for (const format of components.parameters.Format.schema.enum) {
			const ids = isErasing(path) ? await pair() : undefined;
			const response = await ask(
				`${room.server}${filled(path, ids)}?format=${format}`, {
					method: 'POST',
					body: real(JSON.stringify(value), ids),
					headers: { 'X-Api-Key': room.key,
						'Content-Type': 'application/json' },
				});

			// elsewhere the body must be in the path's own format
			if (/^\/(customer|api|json)\b/.test(path))
				assert(response.ok, `${path} ${format}`);
			await assertKnown(response, operation, `${path} ${format}`);
		}
	}
});

// At short URLs the rest of a site has its own pages.
for (const below of ['', '/cgi-bin/crm.cgi'])
	test(`every path below "${below}" is there, and answers as it says`,
		async () => {
			const told = below ? await document(below) : known;

			assert.equal('/--version' in told.paths, below !== '');
			for (const { path, operation } of operations('get', told)) {
				if (path.endsWith('[]'))
					continue; // what is asked for needs a body
				const response = await ask(`${told.servers[0].url
					+ filled(path)}?${query(operation, told)}`,
				{ redirect: 'manual' });

				assert.equal(String(response.status),
					Object.keys(operation.responses)[0], path);
				await assertKnown(response, operation, path, told);
			}
		});

test('the parameters that are told do something', async () => {
	const get = async (path, headers) => (await ask(
		`${room.server}${path}`, { headers })).text();
	const { AcceptLanguage, Operation } = components.parameters;
	const page = `/json/metadata?${Operation.name}=`;

	assert.match(await get(page + Operation.example), /JSON – CreateCustomer/);
	assert.doesNotMatch(await get(page), /JSON – CreateCustomer/);
	assert.match(await get('/customer', {
		[AcceptLanguage.name]: AcceptLanguage.example }), /lang="fr"/);
	assert(known.paths['/json/metadata'].get.parameters.some(
		(parameter) => found(parameter) === Operation));
	assert(known.paths['/customer'].get.parameters.some(
		(parameter) => found(parameter) === AcceptLanguage));
});

// Requests that are refused, by status.
const json = { 'Content-Type': 'application/json' };
const refused = {
	400: { body: '{}', headers: json },
	401: { body: '{}', headers: { ...json, 'X-Api-Key': 'x' } },
	404: { path: '/customer.doc', body: '{}', headers: json },
	405: { method: 'DELETE' },
	406: { path: '/customer?format=doc', body: '{}', headers: json },
	413: { body: ' '.repeat(65537), headers: json },
	415: { body: '{}', headers: { 'Content-Type': 'application/pdf' } },
	422: {
		body: JSON.stringify({
			...components.examples['CreateCustomer.least.json'].value,
			notes: 'other',
		}),
		headers: { ...json, 'Idempotency-Key': '"documents"' },
	},
};

test('what is refused is answered as it says', async () => {
	const { post } = known.paths['/customer'];

	const first = await ask(`${room.server}/customer`, {
		method: 'POST',
		body: JSON.stringify(
			components.examples['CreateCustomer.least.json'].value),
		headers: { ...json, 'Idempotency-Key': '"documents"' },
	});

	await assertKnown(first, post, 'the first');
	const before = customers();
	for (const [status, { path = '/customer', ...request }]
		of Object.entries(refused))
		for (const media of Object.keys(components.responses.Error400.content)) {
			const response = await ask(`${room.server}${path}`, {
				method: 'POST',
				...request,
				headers: { ...request.headers, Accept: media },
			});
			const told = found(post.responses[status]);

			assert.equal(response.status, Number(status));
			assert(Object.keys(told.headers ?? {}).every(
				(name) => response.headers.has(name)), status);
			await assertKnown(response, post, `${status} in ${media}`);
		}
	assert.equal(customers(), before);
});

test('a version that the client has, or has not, is answered as told',
	async () => {
		const path = '/customer/{boosterCustomerId}';
		const url = room.server + filled(path);
		const { get, put, delete: erase } = known.paths[path];
		const [names] = [get, put].map(({ parameters }) => parameters.map(
			(parameter) => found(parameter).name));
		const first = await ask(url);
		const headers = { 'X-Api-Key': room.key };

		assert(names.includes('If-None-Match'));
		const same = await ask(url, { headers: { ...headers,
			'If-None-Match': first.headers.get('ETag') } });
		assert.equal(same.status, 304);
		await assertKnown(same, get, 'the same');
		for (const [method, operation] of [['PUT', put], ['DELETE', erase]]) {
			assert(operation.parameters.some(
				(parameter) => found(parameter).name === 'If-Match'));
			const other = await ask(url, {
				method,
				headers: { ...headers, ...json, 'If-Match': '"99-json"' },
				body: method === 'PUT' ? '{}' : undefined,
			});

			assert.equal(other.status, 412);
			await assertKnown(other, operation, method);
		}
		const erased = await ask(`${room.server}${filled(path, await pair())}`,
			{ method: 'DELETE', headers });
		assert.equal(erased.status, 204);
		await assertKnown(erased, erase, 'erased');
	});

// Which errors what kind of operation may have, beside those of every one.
const kinds = [
	{ is: /CreateCustomer|ExportCustomer|^\/customer$|export$/, not: ['412'] },
	{ is: /UpdateCustomer|DeleteCustomer/, not: ['409', '422'] },
	{ is: /PatchCustomer/, not: [] },
	{ is: /Get[A-Z]/, not: ['409', '412', '422'] },
];

test('every status that is answered is told where it can be', () => {
	const { responses } = components;
	const errors = Object.keys(responses)
		.filter((name) => name.startsWith('Error'))
		.map((name) => name.slice(5));

	assert.deepEqual(errors, ['400', '401', '403', '404', '405', '406', '408',
		'409', '411', '412', '413', '415', '422', '500', '503']);
	for (const { path, operation } of operations('post')) {
		const { not } = kinds.find(({ is }) => is.test(path));

		assert.deepEqual(Object.keys(operation.responses)
			.filter((status) => status >= 400),
		errors.filter((status) => !not.includes(status)), path);
	}
});
