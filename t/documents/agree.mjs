// Tests that the document and the program say the same of every rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { configure, room } from '../javascript/room.mjs';
import { document, judge, plain as known } from './document.mjs';
import { fields, instances, listOf } from './instances.mjs';

const { value: whole } = known.components.examples['CreateCustomer.whole.json'];
const messages = [...instances(whole)];

// Posts a batch; returns the status and the faults, as path and code.
async function post(batch) {
	const response = await fetch(`${room.server}/json/reply/CreateCustomer[]`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(batch.map(({ message }) => message)),
	});
	const answer = await response.json();

	return {
		status: response.status,
		faults: answer.responseStatus?.errors.map(
			({ fieldName, errorCode }) => `${fieldName} ${errorCode}`),
	};
}

// Cuts a list into pieces that are taken as one batch.
function* batches(list) {
	for (let i = 0; i < list.length; i += 100)
		yield list.slice(i, i + 100);
}

const good = messages.filter(({ code }) => !code);
const bad = messages.filter(({ code }) => code);

test('the program takes what keeps the rules', async () => {
	for (const batch of batches(good))
		assert.deepEqual(await post(batch),
			{ status: 200, faults: undefined });
});

test('the program finds the one fault of what breaks a rule', async () => {
	for (const batch of batches(bad))
		assert.deepEqual(await post(batch), {
			status: 400,
			faults: batch.map(
				({ path, code }, i) => `[${i}].${path} ${code}`),
		}, batch.map(({ what }, i) => `[${i}] ${what}`).join('\n'));
});

test('the document says the same of all of it', () => {
	const fits = judge(known);

	for (const { what, message, code } of messages)
		assert.equal(fits(JSON.parse(JSON.stringify(message))), !code,
			`${what}: ${JSON.stringify(fits.errors)}`);
});

test('who does not know its own words misses little', () => {
	const fits = judge(known, 'CreateCustomer', false);

	for (const { what, path, message, code } of messages) {
		const isMissed = (/Date$/.test(path) && code === 'InclusiveBetween'
			&& !/1899|0999/.test(what))
			|| (code === 'Email' && /é/.test(what));

		assert.equal(fits(JSON.parse(JSON.stringify(message))),
			!code || isMissed, what);
	}
});

// What is no customer at all.
const strangers = [[], [{}], 'x', 1, true, null];

test('both refuse what is no customer at all', async () => {
	const fits = judge(known);

	for (const message of strangers) {
		const { status } = await fetch(`${room.server}/customer`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(message),
		});

		assert.equal(status, 400, JSON.stringify(message));
		assert(!fits(message), JSON.stringify(message));
	}
});

test('the document has all members, and no other', () => {
	const { schemas } = known.components;

	for (const message of new Set(fields.map((field) => field.message)))
		assert.deepEqual(Object.keys(schemas[message].properties),
			fields.filter((field) => field.message === message)
				.map(({ name }) => name));
});

// Rules that the configuration makes: members to be changed, and the fault.
const configured = {
	'codes.gender: X, Y': [
		[{ gender: 'X' }], [{ gender: 'F' }, 'gender', 'Enum'],
	],
	'codes.title: Mr.': [
		[{ title: 'Mr.' }], [{ title: 'Mrs.' }, 'title', 'Enum'],
	],
	'codes.brand: ABC': [
		[{ brand: 'ABC' }], [{ brand: 'CAR' }, 'brand', 'Enum'],
	],
	'codes.preferredContactMethod: *': [
		[{ preferredContactMethod: 'x'.repeat(100) }],
		[{ preferredContactMethod: 'x'.repeat(101) },
			'preferredContactMethod', 'MaximumLength'],
	],
	'countries: xk Kosovo': [
		[{ countryId: 'xk' }], [{ countryId: 'it' }],
		[{ countryId: 'xx' }, 'countryId', 'Enum'],
	],
	'max-items: 2': [
		[{ hobbies: [whole.hobbies[0], whole.hobbies[0]] }],
		[{ hobbies: Array(3).fill(whole.hobbies[0]) },
			'hobbies', 'InclusiveBetween'],
	],
	'unknown: reject': [
		[{}], [{ nickname: 'Ana' }, 'nickname', 'Predicate'],
		[{ emails: [{ ...whole.emails[0], label: 'x' }] },
			'emails[0].label', 'Predicate'],
	],
};

for (const [line, cases] of Object.entries(configured))
	test(`both say the same with ${line}`, async () => {
		configure(line);
		const fits = judge(await document());

		for (const [members, path, code] of cases) {
			const message = { ...whole, ...members };
			const answer = await post([{ message }]);

			assert.deepEqual(answer, code
				? { status: 400, faults: [`[0].${path} ${code}`] }
				: { status: 200, faults: undefined });
			assert.equal(fits(message), !code);
		}
		configure();
	});

// The words of JSON Schema that are rules.
const telling = ['type', 'pattern', 'format', 'enum', 'maxLength', 'maxItems',
	'maxContains', 'x-seconds-ahead', 'x-octets', 'required'];

// Yields what may stand in the place of a word and demands less; undefined
// stands for nothing at all.
function* laxer(word, value) {
	if (word === 'required')
		for (const name of value)
			yield value.filter((other) => other !== name);
	else if (word === 'x-octets')
		for (const limit of value)
			yield value.map((other) => (other === limit ? 1e9 : other));
	else
		yield typeof value === 'number' ? 1e9 : undefined;
}

// Whether another word of the schema says it all: a code is a text, and the
// pattern of an address says more than its format.
function isSaid(word, schema) {
	return (word === 'type' && 'enum' in schema)
		|| (word === 'format' && schema.format === 'idn-email');
}

// Takes each rule out of a schema for a while; yields which.
function* rules(schema, path) {
	for (const word of telling) {
		const value = schema[word];

		if (value === undefined || isSaid(word, schema))
			continue;
		for (const other of laxer(word, value)) {
			schema[word] = other;
			if (other === undefined)
				delete schema[word];
			yield `${path} ${word}: ${other}`;
		}
		schema[word] = value;
	}
	for (const [name, member] of Object.entries(schema.properties ?? {}))
		yield* rules(member, `${path}.${name}`);
	for (const part of schema.allOf ?? [])
		yield* rules(part.then ?? part, path);
}

// What a schema must refuse in some place: customers, or items of a list that
// makes a customer bad.
function sent(name) {
	const all = bad.map(({ message }) => JSON.parse(JSON.stringify(message)));

	return name === 'CreateCustomer' ? [...strangers, ...all]
		: all.flatMap((message) => message[listOf(name)] ?? []);
}

test('each rule of the document is needed', async () => {
	const copy = structuredClone(known);
	let count = 0;

	for (const name of new Set(fields.map(({ message }) => message))) {
		const fitting = judge(known, name);
		const refused = sent(name).filter((message) => !fitting(message));

		for (const rule of rules(copy.components.schemas[name], name)) {
			const fits = judge(copy, name);

			// all this takes seconds: what ends meanwhile, as a
			// connection that rests, must be noticed
			await setImmediate();
			count++;
			assert(refused.some((message) => fits(message)),
				`without "${rule}" the same messages fit`);
		}
	}
	assert.deepEqual(copy, known);
	assert(count > 150, `${count} rules`);
});
