// Compiles the classes of /types/typescript as strictly as the compiler can,
// and sends customers made of them with the typed client.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { customer, room, select } from '../javascript/room.mjs';
import { classes } from './document.mjs';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'types.'));

// What must not compile: else the classes would say nothing.
const wrong = {
	'a member that there is not': "new CreateCustomer({ nickname: 'Ana' });",
	'a text in the place of a flag':
		"new CreateCustomer({ contactBySMSFlag: 'yes' });",
	'a number in the place of a text': 'new CreateCustomer({ brand: 1 });',
	'null in the place of a text': 'new CreateCustomer({ brand: null });',
	'an item of another list':
		"new CreateCustomer({ emails: [new Phone({ phone: '1234' })] });",
	'an answer with another number':
		"new CreateCustomerResponse().boosterCustomerId = '42';",
};

const settings = {
	compilerOptions: {
		strict: true,
		noUnusedLocals: true,
		noImplicitReturns: true,
		noUncheckedIndexedAccess: true,
		exactOptionalPropertyTypes: true,
		target: 'es2022',
		module: 'nodenext',
		types: [],
		skipLibCheck: true, // of the client's own declarations
	},
	files: ['client.ts', 'wrong.ts'],
};

// Compiles all of it; returns the faults, as "file(line".
async function compile() {
	symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
	writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
	writeFileSync(join(folder, 'dtos.ts'), classes);
	copyFileSync('client.ts', join(folder, 'client.ts'));
	writeFileSync(join(folder, 'wrong.ts'), [
		"import { CreateCustomer, CreateCustomerResponse, Phone } from './dtos.js';",
		...Object.values(wrong)].join('\n'));
	writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
	const { stdout } = await run(join('node_modules', '.bin', 'tsc'),
		['--pretty', 'false', '--project', folder]).catch((error) => error);

	return stdout;
}

const words = await compile();
const faults = words.match(/^[^ ].*?\.ts\(\d+/gm) ?? [];

test('the classes compile', () => {
	assert.deepEqual(
		faults.filter((fault) => !/\bwrong\.ts\(/.test(fault)), [], words);
});

for (const [i, what] of Object.keys(wrong).entries())
	test(`${what} does not compile`, () => {
		assert.equal(faults.filter(
			(fault) => fault.endsWith(`wrong.ts(${i + 2}`)).length, 1, words);
	});

test('the typed client sends what is made of them', async () => {
	const { stdout } = await run(
		process.execPath, [join(folder, 'client.js'), room.server, room.key]);
	const ids = JSON.parse(stdout);

	assert.equal(new Set(ids).size, 4);
	for (const id of ids) {
		assert.deepEqual(customer(id, 'companyName', 'weddingDate',
			'contactBySMSFlag', 'allowStoreDataAbroad', 'clientType'), {
			companyName: 'Example & Sons',
			weddingDate: '2020-01-18',
			contactBySMSFlag: 1,
			allowStoreDataAbroad: null,
			clientType: 'COMPANY',
		});
		assert.deepEqual(select(`SELECT email, isMainEmail FROM email
			WHERE customer = ? ORDER BY position`, id), [
			{ email: 'ana@example.com', isMainEmail: 1 },
			{ email: 'office@example.com', isMainEmail: 0 },
		]);
	}
});
