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

// Yields the operations of a method; of those that post, what takes customers.
function* operations(method, told = known) {
	for (const [path, methods] of Object.entries(told.paths)) {
		const operation = methods[method];

		if (operation && (method === 'get' || operation.requestBody.$ref))
			yield { path, operation };
	}
}

// Asserts that an answer is one that a document has.
async function assertKnown(response, operation, what, told = known) {
	const answer = found(operation.responses[response.status], told);
	const [media] = (response.headers.get('content-type') ?? '').split(';');
	const content = answer?.content?.[media];

	assert(answer, `${what}: ${response.status}`);
	assert(content ?? !answer.content, `${what}: ${media}`);
	const text = await response.text();
	if (media.endsWith('/json') && content.schema.$ref) {
		const fits = judge(known, content.schema.$ref.split('/').at(-1));

		assert(fits(JSON.parse(text)),
			`${what}: ${JSON.stringify(fits.errors)}`);
	}
}

test('every example can be sent to every path that takes it', async () => {
	let count = 0;

	for (const { path, operation } of operations('post'))
		for (const { what, type, body } of bodies(operation)) {
			const response = await ask(`${room.server}${path}`, {
				method: 'POST', body, headers: { 'Content-Type': type },
			});

			if (response.status !== 200)
				assert.fail(`${what} to ${path}: ${await response.text()}`);
			await assertKnown(response, operation, `${what} to ${path}`);
			count++;
		}
	assert(count > 100, `${count} examples`);
});

test('every format that is told is answered in', async () => {
	for (const { path, operation } of operations('post')) {
		const { value } = (operation.requestBody.$ref.includes('ArrayOf')
			? components.examples['ArrayOfCreateCustomer.least.json']
			: components.examples['CreateCustomer.least.json']);

		for (const format of components.parameters.Format.schema.enum) {
			const response = await ask(
				`${room.server}${path}?format=${format}`, {
					method: 'POST',
					body: JSON.stringify(value),
					headers: { 'Content-Type': 'application/json' },
				});

			// elsewhere the body must be in the path's own format
			if (/^\/(customer|api|json)\b/.test(path))
				assert.equal(response.status, 200, `${path} ${format}`);
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
				const response = await ask(
					told.servers[0].url + path, { redirect: 'manual' });

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

test('every status that is answered is told where it can be', () => {
	const { responses } = components;
	const errors = Object.keys(responses)
		.filter((name) => name.startsWith('Error'))
		.map((name) => name.slice(5));

	assert.deepEqual(errors, ['400', '401', '403', '404', '405', '406', '408', '409', '411',
		'413', '415', '422', '500', '503']);
	for (const { path, operation } of operations('post'))
		assert.deepEqual(Object.keys(operation.responses)
			.filter((status) => status >= 400), errors, path);
});
