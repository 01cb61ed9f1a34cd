// Tests that the form never loses what was typed, and shows it to nobody else:
// in any browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import './tab.mjs';
import { isFirefox, missing } from './chromium.mjs';
import {
	add, assertFocus, browse, choose, control, introduce, scriptless, send, told,
	unfold, visit,
} from './person.mjs';
import { customer, customers, room } from './room.mjs';

const minutes = 60000;

// Half fills the form in: texts, choices, lists, notes.
async function begin(page) {
	await unfold(page);
	await choose(page, 'clientType', 'PRIVATE');
	await control(page, 'lastName').fill('Rossi');
	await control(page, 'gender').selectOption('F');
	await control(page, 'countryId').selectOption('it');
	await control(page, 'birthDate').fill('1990-01-02');
	await control(page, 'emails[0].email').fill('ana@example.com');
	await add(page, 'E-mail address');
	await control(page, 'emails[1].email').fill('not yet');
	await control(page, 'phones[0].countryPrefix').selectOption('fr');
	await control(page, 'addresses[0].street').fill('Via Roma');
	await control(page, 'contactByEmailFlag').check();
	await choose(page, 'privacyPolicyAcceptanceStorage', 'false');
	await control(page, 'notes').fill('naïve\n<b>"&\'');
}

// All that the form shows, by name.
function entries(page) {
	return page.evaluate(() => Object.fromEntries(
		Array.from(new FormData(document.getElementById('form')))
			.filter(([name]) => !name.startsWith('_'))));
}

const begun = { clientType: 'PRIVATE', lastName: 'Rossi', gender: 'F',
	countryId: 'it', birthDate: '1990-01-02',
	'emails[0].email': 'ana@example.com', 'emails[1].email': 'not yet',
	'emails[0].isMainEmail': 'true', 'emails[1].isMainEmail': 'false',
	'addresses[0].street': 'Via Roma', contactByEmailFlag: 'true',
	privacyPolicyAcceptanceStorage: 'false', notes: 'naïve\n<b>"&\'' };

async function assertBegun(page, more = {}) {
	const found = await entries(page);

	for (const [name, value] of Object.entries({ ...begun, ...more }))
		assert.equal(found[name]?.replace(/\r\n/g, '\n'), value, name);
	assert.equal(await control(page, 'phones[0].countryPrefix').inputValue(),
		'fr');
}

async function assertEmpty(page) {
	assert.equal(await control(page, 'lastName').inputValue(), '');
	assert.equal(await control(page, 'emails[0].email').inputValue(), '');
	assert.equal(await page.locator('[type=checkbox]:checked').count(), 0);
	assert.equal(await page.locator('[name=clientType]:checked').count(), 0);
	assert.equal(await page.locator('#emails .item').count(), 1);
}

// Puts a long text in at once, which takes long line by line.
const paste = (page, name, text) => control(page, name).evaluate(
	(element, text) => {
		element.value = text;
		element.dispatchEvent(new Event('input', { bubbles: true }));
	}, text);

browse('a reload gives back what was half filled in', {}, async (page) => {
	await begin(page);
	await page.reload();
	await assertBegun(page);
	await page.goto('about:blank');
	await page.goto(`${room.server}/customer`);
	await assertBegun(page);
});

browse('back after a fault gives back what was entered', {}, async (page) => {
	await begin(page);
	await send(page);
	await page.waitForSelector('.summary');
	await control(page, 'lastName').fill('Bianchi');
	await page.goBack();
	await assertBegun(page, { lastName: 'Bianchi' });
});

// Firefox asks whether to send again, which nobody can be told to answer.
browse('a reload of faults gives back what was corrected since',
	{ skip: isFirefox },
	async (page) => {
		await begin(page);
		await send(page);
		await page.waitForSelector('.summary');
		await control(page, 'lastName').fill('Bianchi');
		await page.reload();
		await page.waitForSelector('.summary');
		await assertBegun(page, { lastName: 'Bianchi' });
	});

browse('another language keeps what was entered', {}, async (page) => {
	await begin(page);
	await page.getByRole('link', { name: 'Italiano' }).click();
	await page.waitForSelector('html[lang=it]');
	await assertBegun(page);
	await send(page);
	await page.waitForSelector('.summary');
	assert.equal(await page.locator('html').getAttribute('lang'), 'it');
	await assertBegun(page);
});

browse('another tab sees nothing of it', {}, async (page) => {
	await begin(page);
	const other = await page.context().newPage();

	await other.goto(`${room.server}/customer`);
	await assertEmpty(other);
});

browse('back after a success shows no entries, and stores nobody twice', {},
	async (page) => {
		await introduce(page);
		await control(page, 'emails[0].email').fill('ana@example.com');
		await send(page);
		await told(page);
		const before = customers();

		await page.goBack();
		await page.waitForSelector('#form');
		await assertEmpty(page);
		await send(page);
		await page.waitForSelector('.summary');
		assert.equal(customers(), before);
	});

browse('without JavaScript back after a success stores nobody twice',
	scriptless, async (page) => {
		await introduce(page);
		await send(page);
		await told(page);
		const before = customers();

		await page.goBack();
		await page.waitForSelector('#form');
		assert.equal(await control(page, 'lastName').inputValue(), '');
		await send(page);
		assert.equal(customers(), before);
	});

// Creates a customer, and opens the form that corrects it.
async function reopen(page) {
	await introduce(page);
	await control(page, 'emails[0].email').fill('ana@example.com');
	await send(page);
	const id = await told(page);

	await page.locator('[name=_open]').click();
	await page.waitForSelector('#form');
	assert.equal(await control(page, 'lastName').inputValue(), 'Rossi');
	assert.equal(await control(page, 'emails[0].email').inputValue(),
		'ana@example.com');
	assert.ok(!page.url().includes('_pass'));
	return id;
}

for (const [name, options] of [['', {}], ['without JavaScript ', scriptless]])
	browse(`${name}a customer is corrected once, and stored once`, options,
		async (page) => {
			const id = await reopen(page);
			const before = customers();

			await control(page, 'lastName').fill('Bianchi');
			await control(page, 'countryId').selectOption('');
			await send(page);
			await page.waitForSelector('.summary');
			assert.equal(customer(id, 'lastName').lastName, 'Rossi');
			await control(page, 'countryId').selectOption('fr');
			await send(page);
			assert.equal(await told(page), id);
			assert.deepEqual(customer(id, 'lastName', 'countryId', 'version'),
				{ lastName: 'Bianchi', countryId: 'fr', version: 2 });
			assert.equal(await page.locator('[name=_open]').count(), 0);
			await page.goto(`${room.server}/customer`);
			await assertEmpty(page);
			assert.equal(customers(), before);
		});

browse('back from a correction corrects nothing twice', {},
	async (page) => {
		const id = await reopen(page);
		const before = customers();

		await control(page, 'lastName').fill('Bianchi');
		await send(page);
		await told(page);
		// what was sent to see the form is not sent again unasked
		await page.goBack().catch(() => {});
		await page.waitForFunction(() => !document.querySelector('.number'));
		assert.notEqual(await page.evaluate(() =>
			document.getElementById('lastName')?.value), 'Bianchi');
		await page.goForward().catch(() => {});
		assert.equal(customer(id, 'version').version, 2);
		assert.equal(customers(), before);
	});

browse('a correction that is sent again changes nothing again',
	{ skip: isFirefox }, async (page) => {
		const id = await reopen(page);

		await control(page, 'lastName').fill('Bianchi');
		await send(page);
		await told(page);
		await page.reload();
		assert.equal(await told(page), id);
		assert.equal(customer(id, 'version').version, 2);
	});

browse('a reload of a correction gives back what was typed',
	{ skip: isFirefox }, async (page) => {
		await reopen(page);
		await control(page, 'lastName').fill('Bianchi');
		await control(page, 'notes').fill('naïve');
		await page.reload();
		await page.waitForSelector('#form');
		assert.equal(await control(page, 'lastName').inputValue(), 'Bianchi');
		assert.equal(await control(page, 'notes').inputValue(), 'naïve');
		const empty = await page.context().newPage();

		await empty.goto(`${room.server}/customer`);
		await assertEmpty(empty);
	});

browse('what was used to correct is told so', {}, async (page) => {
	await introduce(page);
	await send(page);
	await told(page);
	const other = await page.context().newPage();
	const form = await page.locator('form').evaluate((form) =>
		Object.fromEntries(new FormData(form)));
	const open = (_pass) => other.evaluate(([action, form]) => {
		const sent = document.createElement('form');

		sent.method = 'post';
		sent.action = action;
		for (const [name, value] of Object.entries(form)) {
			const input = document.createElement('input');

			input.name = name;
			input.value = value;
			sent.append(input);
		}
		document.body.append(sent);
		HTMLFormElement.prototype.submit.call(sent);
	}, [`${room.server}/customer`, { ...form, _open: 1, _pass }]);

	await other.goto(`${room.server}/customer`);
	await open(`${form._pass}0`);
	await other.getByText('can\'t be used to correct').waitFor();
	await other.goto(`${room.server}/customer`);
	await open(form._pass);
	await other.waitForSelector('#form [name=_pass]', { state: 'attached' });
	await control(other, 'lastName').fill('Bianchi');
	await send(other);
	await told(other);
	await page.locator('[name=_open]').click();
	await page.getByText('corrected already').waitFor();
	assert.doesNotMatch(await page.locator('body').innerText(), /Rossi|Bianchi/);
});

browse('a kiosk offers no correcting', { conf: ['form.kiosk: yes'] },
	async (page) => {
		await introduce(page);
		await send(page);
		await told(page);
		assert.equal(await page.locator('[name=_pass], [name=_open]')
			.count(), 0);
	});

browse('who starts again is asked first, and then has an empty form', {},
	async (page) => {
		const asked = [];

		await begin(page);
		page.once('dialog', (dialog) => {
			asked.push(dialog.type());
			return dialog.dismiss();
		});
		await page.locator('#again').click();
		await assertBegun(page);
		page.once('dialog', (dialog) => {
			asked.push(dialog.type());
			return dialog.accept();
		});
		await page.locator('#again').click();
		await page.waitForFunction(() =>
			document.getElementById('lastName').value === '');
		await assertEmpty(page);
		await page.reload();
		await assertEmpty(page);
		assert.deepEqual(asked, ['confirm', 'confirm']);
	});

test('after 15 idle minutes nothing is left, and one is warned',
	{ skip: missing, timeout: 120000 }, async () => {
		const page = await visit('/customer');

		await page.clock.install();
		await page.reload();
		await begin(page);
		await page.clock.runFor(13 * minutes);
		assert.equal(await page.locator('#idle').textContent(), '');
		await assertBegun(page);
		await page.clock.runFor(1.5 * minutes);
		assert.match(await page.locator('#idle').textContent(),
			/still there/);
		await page.keyboard.press('Shift');
		assert.equal(await page.locator('#idle').textContent(), '');
		await page.clock.runFor(14.5 * minutes);
		await assertBegun(page);
		await page.clock.runFor(1 * minutes);
		await page.waitForFunction(() =>
			document.getElementById('lastName').value === '');
		await assertEmpty(page);
		assert.equal(await page.evaluate(() => sessionStorage.length), 0);
		await page.context().close();
	});

test('who touches the form after 15 idle minutes asleep finds it empty',
	{ skip: missing, timeout: 120000 }, async () => {
		const page = await visit('/customer');

		await page.clock.install();
		await page.reload();
		await begin(page);
		// no timer runs while a device sleeps
		await page.clock.setSystemTime(Date.now() + 16 * minutes);
		await page.keyboard.press('Shift');
		await page.waitForFunction(() =>
			document.getElementById('lastName').value === '');
		await assertEmpty(page);
		await page.context().close();
	});

test('a page of success is left after 15 idle minutes',
	{ skip: missing, timeout: 120000 }, async () => {
		const page = await visit('/customer');

		await page.clock.install();
		await page.reload();
		await introduce(page);
		await send(page);
		assert.ok(await told(page) > 0);
		await page.clock.runFor(14 * minutes);
		await page.keyboard.press('Shift');
		await page.clock.runFor(14 * minutes);
		assert.ok(await told(page) > 0);
		await page.clock.runFor(1 * minutes + 10000);
		await page.waitForSelector('#lastName');
		await assertEmpty(page);
		await page.context().close();
	});

// What browsers do when they bring a page back, and what programs do that help.
const set = (page, name, value, kinds) => control(page, name).evaluate(
	(element, [value, kinds]) => {
		element.value = value;
		for (const kind of kinds)
			element.dispatchEvent(new Event(kind, { bubbles: true }));
	}, [value, kinds]);

browse('what comes by itself into an untouched form goes, however late', {},
	async (page) => {
		await page.waitForTimeout(6000);
		await set(page, 'lastName', 'Rossi', []);
		await page.waitForFunction(() =>
			document.getElementById('lastName').value === '');
		assert.equal(await page.evaluate(() => sessionStorage.length), 0);
		await set(page, 'lastName', 'Rossi', ['input', 'change']);
		await set(page, 'firstName', 'Ana', []);
		await page.waitForTimeout(1000);
		assert.equal(await control(page, 'lastName').inputValue(), 'Rossi');
		assert.equal(await control(page, 'firstName').inputValue(), 'Ana');
	});

browse('a draft that is too old is not shown', {}, async (page) => {
	await begin(page);
	await control(page, 'notes').blur();
	await page.evaluate(() => {
		const [key] = Object.keys(sessionStorage);
		const draft = JSON.parse(sessionStorage[key]);

		draft.time -= 15 * 60000;
		sessionStorage[key] = JSON.stringify(draft);
	});
	await page.reload();
	await assertEmpty(page);
});

browse('a kiosk keeps nothing', { conf: ['form.kiosk: yes'] },
	async (page) => {
		await begin(page);
		assert.equal(await page.evaluate(() => sessionStorage.length), 0);
		await page.reload();
		await assertEmpty(page);
	});

browse('too much text comes back, with its field named', {}, async (page) => {
	const text = `${'あ'.repeat(79)}\n`.repeat(500).trim();

	await introduce(page);
	await paste(page, 'notes', text);
	assert.equal(await page.locator('.count').textContent(),
		'39,999 of 4,000 characters');
	await send(page);
	await page.waitForSelector('.summary');
	assert.match(await page.locator('[id="notes-fault"]').textContent(),
		/at most 4,000 characters/);
	assert.equal(await control(page, 'notes').inputValue(), text);
	assert.equal(await control(page, 'lastName').inputValue(), 'Rossi');
});

browse('what is too much even for that is not sent', {}, async (page) => {
	await introduce(page);
	await paste(page, 'notes', 'あ'.repeat(60000));
	await send(page);
	await assertFocus(page, 'name', 'notes');
	assert.match(await page.locator('.field:has([name=notes]) .fault')
		.textContent(), /too much text/);
	assert.equal(await page.locator('.summary').count(), 0);
	await control(page, 'notes').fill('less');
	await send(page);
	assert.equal(customer(await told(page), 'notes').notes, 'less');
});

browse('a line end is one character', {}, async (page) => {
	const text = 'a\n'.repeat(2000);

	await introduce(page);
	await paste(page, 'notes', `${text.slice(0, 3598)}aa`);
	assert.equal(await page.locator('.count').count(), 0);
	await paste(page, 'notes', `x${text.slice(0, 3998)}x`);
	assert.equal(await page.locator('.count').textContent(),
		'4,000 of 4,000 characters');
	await send(page);
	assert.equal(customer(await told(page), 'notes').notes.length, 4000);
});

browse('leaving what is half filled in asks', {}, async (page) => {
	const asked = [];

	page.on('dialog', (dialog) => {
		asked.push(dialog.type());
		return dialog.accept();
	});
	await page.goto(`${room.server}/metadata`);
	await page.goto(`${room.server}/customer`);
	assert.deepEqual(asked, []);
	await control(page, 'lastName').fill('Rossi');
	await page.locator('[name=lastName]').press('a');
	await page.goto(`${room.server}/metadata`);
	assert.deepEqual(asked, ['beforeunload']);
});
