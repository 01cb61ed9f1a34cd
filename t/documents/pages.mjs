// Tests that the checker of the W3C finds no error in any page.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { configure, room } from '../javascript/room.mjs';

const jar = String(createRequire(import.meta.url)('vnu-jar'));
const java = spawnSync('java', ['-version']).status === 0;
const company = { clientType: 'COMPANY', companyName: 'Example & Sons',
	countryId: 'it', posCode: 'P1', brand: 'CAR', notes: 'a\n<b>',
	'emails[0].email': 'ana@example.com',
	privacyPolicyAcceptanceStorage: 'true', canBeContactedByMaison: 'false' };
const conf = ['form.house: Example & Sons', 'form.privacy-link: /privacy?a&b',
	'spam-fill-time: 0'];

// The text of a page, with its status.
async function page(path, options, expected = 200) {
	const answer = await fetch(new URL(path, room.server), options);

	assert.equal(answer.status, expected, path);
	assert.match(answer.headers.get('Content-Type'), /^text\/html/);
	return answer.text();
}

// What a page answers to a form.
const send = (fields, expected) => page('/customer', { method: 'POST',
	headers: { Accept: 'text/html' }, body: new URLSearchParams(fields) },
expected);

// The value of a hidden field of a page.
const hidden = (text, name) =>
	RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(text)[1];

// All pages that people see at the form.
async function formed() {
	const form = await page('/customer');
	const _form = hidden(form, '_form');
	const created = await send({ ...company, _form });
	const pass = (text) => ({ _form: hidden(text, '_form'),
		_pass: hidden(text, '_pass') });
	const correction = await send({ ...pass(created), _open: 1 });

	return {
		form,
		created,
		correction,
		corrected: await send({ ...company, ...pass(correction),
			companyName: 'Example' }),
		used: await send({ ...pass(created), _open: 1 }, 422),
		faults: await send({ lastName: 'Rossi', _form,
			'emails[0].email': 'none', 'addresses[0].street': 'Via Roma',
			'events[0].eventNotes': 'x' }, 400),
		suspect: await send({ ...company, companyName: 'Other',
			_form: 'none' }, 400),
		refused: await page('/customer/nothing/of/it.html', {}, 404),
		filled: await page('/customer?lastName=Rossi&addresses[1].street=B'),
	};
}

// What is linked from a page, and so on: the documentation.
async function linked(path, found = {}) {
	const answer = await fetch(new URL(path, room.server));

	if (!/^text\/html/.test(answer.headers.get('Content-Type')))
		return found;
	found[path] = await answer.text();
	for (const [, link] of found[path].matchAll(/<a [^>]*href="([^"#]+)/g)) {
		const url = new URL(link.replaceAll('&amp;', '&'),
			new URL(path, room.server));
		const next = url.pathname + url.search;

		if (url.origin === new URL(room.server).origin && !found[next]
				&& !/\/customer/.test(next))
			await linked(next, found);
	}
	return found;
}

async function all() {
	const faces = {
		staff: [...conf],
		customers: [...conf, 'form.preset.posCode: P1',
			'form.preset.brand: CAR', 'form.begin.addresses: 2'],
		kiosk: [...conf, 'form.kiosk: yes', 'form.begin.emails: 0'],
	};
	const found = {};

	for (const lang of ['de', 'fr', 'it', 'ja', 'zh'])
		found[`form in ${lang}`] = await page(`/customer?lang=${lang}`);
	for (const [face, lines] of Object.entries(faces)) {
		configure(...lines);
		if (face === 'staff')
			for (const [name, text] of Object.entries(await formed()))
				found[name] = text;
		found[`form of ${face}`] = await page('/customer');
	}
	found['self-check'] = await page('/-/check');
	configure(...conf, 'check-token: a-word-of-the-test-of-pages-1234');
	found['self-check asks'] = await page('/cgi-bin/crm.cgi/-/check');
	return Object.assign(found, await linked('/metadata'));
}

test('the checker of the W3C finds no error in any page',
	{ skip: !java && 'java is not installed', timeout: 300000 }, async () => {
		const folder = mkdtempSync(join(room.data, '..', 'pages-'));

		try {
			const pages = Object.entries(await all());

			assert.ok(pages.length > 20, `${pages.length} pages`);
			for (const [name, text] of pages)
				writeFileSync(join(folder,
					`${name.replace(/[^\w-]/g, '_')}.html`), text);
			const { status, stderr } = spawnSync('java', ['-jar', jar,
				'--errors-only', '--format', 'text', folder],
			{ encoding: 'utf8' });

			assert.equal(status, 0, stderr);
		} finally {
			rmSync(folder, { recursive: true });
			configure();
		}
	});
