// Tests that the checker of the W3C finds no error in any page.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { configure, room } from '../javascript/room.mjs';

const jar = String(createRequire(import.meta.url)('vnu-jar'));
const java = spawnSync('java', ['-version']).status === 0;
const form = (fields) => ({ method: 'POST', headers: { Accept: 'text/html' },
	body: new URLSearchParams(fields) });
const company = { clientType: 'COMPANY', companyName: 'Example & Sons',
	countryId: 'it', posCode: 'P1', brand: 'CAR',
	privacyPolicyAcceptanceStorage: 'true', canBeContactedByMaison: 'false' };
const pages = {
	form: ['/customer'],
	'form in Japanese': ['/customer?lang=ja'],
	faults: ['/customer', form({ lastName: 'Rossi', _form: 'none',
		'emails[0].email': 'none', 'addresses[0].street': 'Via Roma' })],
	success: ['/customer', form(company)],
	refusal: ['/customer/nothing.html'],
	documentation: ['/metadata'],
	'documentation in XML': ['/xml/metadata?op=CreateCustomer'],
	'self-check': ['/-/check'],
};

after(() => configure());

for (const [name, [path, options]] of Object.entries(pages))
	test(`the page of ${name} has no error`,
		{ skip: !java && 'java is not installed', timeout: 120000 },
		async () => {
			configure('form.house: Example & Sons',
				'form.privacy-link: /privacy?a&b');
			const answer = await fetch(`${room.server}${path}`, options);
			const file = `${room.data}/../page.html`;

			assert.match(answer.headers.get('Content-Type'), /^text\/html/);
			writeFileSync(file, await answer.text());
			const { status, stderr } = spawnSync('java', ['-jar', jar,
				'--errors-only', '--format', 'text', file],
			{ encoding: 'utf8' });

			assert.equal(status, 0, stderr);
		});
