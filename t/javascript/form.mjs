// Tests of the form: it asks what crm.conf lets it ask, takes few keys, and says
// what is wrong in its order.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import './keep.mjs';
import { missing } from './chromium.mjs';
import {
	add, assertFocus, assertOpen, browse, choose, control, focused, introduce,
	phone, scriptless, send, told, unfold, visit,
} from './person.mjs';
import { customer, customers, room, select } from './room.mjs';

const open = ['form.preset.posCode: ES100:102048', 'form.preset.brand: CAR'];
const minute = 60000;

// The words of the shop, which customers need not know, in each language.
const shop = {
	en: /SAP|\bTV\b|staff|point of sale|\bPOS\b|brand|representative/i,
	de: /SAP|\bTV\b|Personal|Verkaufs|\bPOS\b|Marke/,
	fr: /SAP|\bTV\b|personnel\b|point de vente|\bPOS\b|marque|conseiller/i,
	it: /SAP|\bTV\b|personale|punto vendita|\bPOS\b|marchio|addetto/i,
	ja: /SAP|TV|スタッフ|店舗|POS|ブランド|販売/,
	zh: /SAP|TV|员工|销售|POS|品牌/,
};

browse('what customers see has no word of the shop', { conf: open },
	async (page) => {
		const free = async (words) => {
			await unfold(page);
			assert.doesNotMatch(await page.locator('main').innerText(),
				words);
		};

		for (const [lang, words] of Object.entries(shop)) {
			await page.goto(`${room.server}/customer?lang=${lang}`);
			await free(words);
			await control(page, 'lastName').fill('Rossi');
			await send(page);
			await page.waitForSelector('.summary');
			await free(words);
		}
	});

// Fills in what customers are asked for.
async function enter(page) {
	await choose(page, 'clientType', 'PRIVATE');
	await control(page, 'title').fill('Mrs.');
	await control(page, 'lastName').fill('Rossi');
	await control(page, 'gender').selectOption('F');
	await control(page, 'countryId').selectOption('it');
	await choose(page, 'privacyPolicyAcceptanceStorage', 'true');
	await choose(page, 'canBeContactedByMaison', 'false');
}

browse('what is preset is stored, and nothing else', { conf: open },
	async (page) => {
		await enter(page);
		await send(page);
		assert.deepEqual(
			customer(await told(page), 'posCode', 'brand', 'languageId'),
			{ posCode: 'ES100:102048', brand: 'CAR', languageId: 'eng' });
	});

for (const [name, conf, sent, word] of [
	['preset', open, ['posCode', 'P2'], /Point of sale is set/],
	['hidden', [...open, 'form.hide: notes'], ['notes', 'x'], /Notes is not/],
	['for staff', open, ['customerReference', 'x'], /reference is not/],
	['of an item, hidden', [...open, 'form.hide: phones.phoneType'],
		['phones[0].phoneType', 'Home'], /mobile is not/],
])
	browse(`what is ${name} and sent all the same is refused once`, { conf },
		async (page) => {
			const before = customers();

			await enter(page);
			await page.locator('form').evaluate((form, [name, value]) => {
				const input = document.createElement('input');

				Object.assign(input, { type: 'hidden', name, value });
				form.append(input);
			}, sent);
			await control(page, 'phones[0].phone').fill('3331234567');
			await send(page);
			assert.match(await page.locator('.summary').textContent(), word);
			assert.equal(customers(), before);
			await send(page);
			assert.equal(customer(await told(page), 'posCode').posCode,
				'ES100:102048');
		});

test('requests that are no page of ours are not bound',
	{ skip: missing, timeout: 60000 }, async () => {
		const page = await visit('/customer');

		writeFileSync(room.config, `${readFileSync(room.config, 'utf8')}
${open.join('\n')}\nform.hide: notes\n`);
		const answer = await fetch(`${room.server}/customer`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ clientType: 'COMPANY',
				companyName: 'Example', countryId: 'it', posCode: 'P2',
				brand: 'MTB', notes: 'x', canBeContactedByMaison: false,
				privacyPolicyAcceptanceStorage: true }),
		});
		const { boosterCustomerId: id } = await answer.json();

		assert.deepEqual(customer(id, 'posCode', 'brand', 'notes'),
			{ posCode: 'P2', brand: 'MTB', notes: 'x' });
		await page.context().close();
	});

browse('what is kept stays for the next customer, on the device', { conf:
	['form.keep: posCode, brand'] }, async (page) => {
	await introduce(page);
	await send(page);
	await told(page);
	await page.locator('a.button').click();
	assert.equal(await control(page, 'posCode').inputValue(), 'ES100:102048');
	assert.equal(await control(page, 'brand').inputValue(), 'car');
	assert.equal(await control(page, 'lastName').inputValue(), '');
	const other = await page.context().newPage();

	await other.goto(`${room.server}/customer`);
	assert.equal(await control(other, 'brand').inputValue(), 'car');
});

browse('as many items are open as crm.conf says', { conf:
	['form.begin.emails: 2', 'form.begin.phones: 0'] }, async (page) => {
	assert.equal(await page.locator('#emails .item').count(), 2);
	assert.equal(await page.locator('#phones .item').count(), 0);
	await introduce(page);
	await control(page, 'emails[1].email').fill('ana@example.com');
	await send(page);
	assert.deepEqual(select('SELECT email, isMainEmail AS main FROM email '
		+ 'WHERE customer = ?', await told(page)),
	[{ email: 'ana@example.com', main: 1 }]);
});

browse('likely codes stand first', { conf:
	['form.first.countryId: ch, it', 'form.first.languageId: ita'] },
async (page) => {
	const first = (name, count) => control(page, name).evaluate(
		(select, count) => Array.from(select.options)
			.slice(1, count + 1).map(({ value }) => value), count);

	assert.deepEqual(await first('countryId', 3), ['ch', 'it', 'af']);
	assert.deepEqual(await first('phones[0].countryPrefix', 2), ['ch', 'it']);
	assert.deepEqual(await first('languageId', 1), ['ita']);
	assert.equal(await control(page, 'countryId').locator('[value=it]').count(),
		1);
});

test('the house is named, shown, framed and left for what comes next',
	{ skip: missing, timeout: 60000 }, async () => {
		const file = join(dirname(room.config), 'mark.svg');

		writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg" '
			+ 'width="90" height="30"><rect width="90" height="30"/></svg>');
		const page = await visit('/customer', {}, [...open,
			'form.house: Example & Sons', 'form.mark: mark.svg',
			'form.next: https://www.example.com/welcome?a&b',
			'allow-frame: https://www.example.com']);
		const mark = page.locator('.house img');
		const answer = await fetch(`${room.server}/customer`);

		assert.equal(await mark.getAttribute('alt'), 'Example & Sons');
		assert.equal(await mark.evaluate((image) => image.naturalWidth), 90);
		assert.match(answer.headers.get('Content-Security-Policy'),
			/frame-ancestors https:\/\/www\.example\.com$/);
		await assertOpen(page, 'mark');
		await enter(page);
		await send(page);
		await told(page);
		assert.equal(await page.locator('a.main').getAttribute('href'),
			'https://www.example.com/welcome?a&b');
		assert.deepEqual(page.complaints, []);
		await page.context().close();
	});

browse('the URL fills fields in, which can be changed, but no consents', {},
	async (page) => {
		await page.goto(`${room.server}/customer?lastName=Rossi&posCode=P1`
			+ '&emails[0].email=ana@example.com&contactByEmailFlag=true'
			+ '&privacyPolicyAcceptanceStorage=true');
		assert.equal(await control(page, 'lastName').inputValue(), 'Rossi');
		assert.equal(await control(page, 'posCode').inputValue(), 'P1');
		assert.equal(await control(page, 'emails[0].email').inputValue(),
			'ana@example.com');
		assert.equal(await page.locator('.consent [value=true]:checked')
			.count(), 0);
		await introduce(page);
		await control(page, 'lastName').fill('Bianchi');
		await send(page);
		assert.equal(customer(await told(page), 'lastName').lastName,
			'Bianchi');
	});

browse('other countries follow the customer\'s until they are chosen', {},
	async (page) => {
		const prefix = control(page, 'phones[0].countryPrefix');

		await introduce(page);
		assert.equal(await prefix.inputValue(), 'it');
		await control(page, 'countryId').selectOption('fr');
		assert.equal(await prefix.inputValue(), 'fr');
		await prefix.selectOption('ch');
		await control(page, 'countryId').selectOption('it');
		assert.equal(await prefix.inputValue(), 'ch');
		await send(page);
		assert.deepEqual(select('SELECT phone FROM phone WHERE customer = ?',
			await told(page)), []);
	});

browse('without JavaScript too, and one item is the main one', { ...scriptless,
	conf: open }, async (page) => {
	await enter(page);
	await page.locator('summary').first().click();
	await control(page, 'phones[0].phone').fill('3331234567');
	await control(page, 'languageId').selectOption('ita');
	await send(page);
	assert.deepEqual(select('SELECT countryPrefix AS country, isMainPhone '
		+ 'AS main FROM phone WHERE customer = ?', await told(page)),
	[{ country: 'it', main: 1 }]);
});

const forms = join(room.forms ?? '../../conf', 'forms');

for (const [name, words] of Object.entries({
	customer: ['Become a client of our house', 'Send'],
	staff: ['New client', 'Create the customer'],
}))
	test(`the example ${name} works as it stands`,
		{ skip: missing, timeout: 60000 }, async () => {
			const page = await visit('/customer', {},
				readFileSync(join(forms, name), 'utf8').split('\n'));

			assert.equal(await page.locator('h1').textContent(), words[0]);
			assert.equal(await page.locator('button.main').textContent(),
				words[1]);
			await enter(page);
			if (name === 'staff') {
				await control(page, 'posCode').fill('P1');
				await control(page, 'brand').fill('car');
				await control(page, 'languageId').selectOption('spa');
			}
			await send(page);
			assert.equal(customer(await told(page), 'brand').brand, 'CAR');
			await page.context().close();
		});

// A customer by keyboard alone: each step is a field and what is typed there.
browse('few keys enter a customer', { conf: open }, async (page) => {
	const steps = [['title', 'Mrs.'], ['firstName', 'Alessandra'],
		['lastName', 'Montefiori'], ['gender', 'F'], ['countryId', 'Ital'],
		['emails[0].email', 'alessandra.montefiore@example.com'],
		['phones[0].phone', '3331234567']];
	const letters = steps.map(([, text]) => text).join('').length;
	let keys = 0;
	const key = (name) => {
		keys++;
		return page.keyboard.press(name);
	};
	const reach = async (name) => {
		for (let i = 0; i < 40 && await focused(page, 'name') !== name; i++)
			await key('Tab');
		await assertFocus(page, 'name', name);
	};

	await reach('clientType');
	await key('Space');
	for (const [name, text] of steps) {
		await reach(name);
		await page.keyboard.type(text);
		keys += text.length;
	}
	for (const name of ['privacyPolicyAcceptanceStorage',
		'canBeContactedByMaison']) {
		await reach(name);
		await key('Space');
	}
	await key('Enter');
	const id = await told(page);

	assert.deepEqual(customer(id, 'lastName', 'countryId', 'gender'),
		{ lastName: 'Montefiori', countryId: 'it', gender: 'F' });
	assert.deepEqual(select('SELECT phone, countryPrefix AS country FROM phone '
		+ 'WHERE customer = ?', id), [{ phone: '3331234567', country: 'it' }]);
	assert.ok(keys - letters <= 95 - 73, `${keys} keys for ${letters} letters`);
});

// What a browser knows of the person at the form.
const known = { NAME_FIRST: 'Ana', NAME_LAST: 'Rossi', NAME_FULL: 'Ana Rossi',
	EMAIL_ADDRESS: 'ana@example.com', PHONE_HOME_WHOLE_NUMBER: '+393331234567',
	ADDRESS_HOME_COUNTRY: 'IT', ADDRESS_HOME_CITY: 'Milano' };

browse('a tap lets the browser fill in name, country, mail and phone', { conf:
	open }, async (page) => {
	const session = await page.context().newCDPSession(page);
	const address = { fields: Object.entries(known).map(
		([name, value]) => ({ name, value })) };

	await session.send('DOM.enable');
	await session.send('Autofill.enable');
	const { root } = await session.send('DOM.getDocument', { depth: -1 });
	const { nodeId } = await session.send('DOM.querySelector',
		{ nodeId: root.nodeId, selector: '[name=firstName]' });
	const { node } = await session.send('DOM.describeNode', { nodeId });
	const { frameTree } = await session.send('Page.getFrameTree');

	await control(page, 'firstName').click();
	await session.send('Autofill.setAddresses', { addresses: [address] });
	// the browser looks at a page a little after the page has come
	for (let i = 0; i < 40; i++) {
		await page.waitForTimeout(250);
		await session.send('Autofill.trigger', { address,
			fieldId: node.backendNodeId, frameId: frameTree.frame.id })
			.catch(() => {});
		if (await control(page, 'phones[0].phone').inputValue())
			break;
	}
	for (const [name, text] of Object.entries({ firstName: 'Ana',
		lastName: 'Rossi', countryId: 'it', 'phones[0].countryPrefix': 'it',
		'emails[0].email': 'ana@example.com',
		'phones[0].phone': '+393331234567' }))
		assert.equal(await control(page, name).inputValue(), text, name);
	assert.equal(await control(page, '_remark').inputValue(), '');
});

browse('customers see at most four screens on a phone', { ...phone,
	conf: open }, async (page) => {
	const screens = () => page.evaluate(() =>
		document.documentElement.scrollHeight / innerHeight);

	for (const lang of ['en', 'de', 'fr', 'it', 'ja', 'zh']) {
		await page.goto(`${room.server}/customer?lang=${lang}`);
		assert.ok(await screens() <= 4, `${lang}: ${await screens()} screens`);
	}
	await page.goto(`${room.server}/customer`);
	await choose(page, 'clientType', 'PRIVATE');
	assert.ok(await screens() <= 4, `${await screens()} screens`);
});

browse('what is rare is folded until it has a value or a fault', {},
	async (page) => {
		const open = (name) => control(page, name).first().isVisible();

		for (const name of ['middleName', 'addresses[0].street',
			'events[0].eventDate'])
			assert.ok(!await open(name), name);
		await page.goto(`${room.server}/customer?middleName=L.`
			+ '&addresses[0].street2=B');
		assert.ok(await open('middleName'));
		assert.ok(await open('addresses[0].street2'));
		assert.ok(!await open('events[0].eventDate'));
	});

browse('faults stand in the order of the page, all at the first sending', {},
	async (page) => {
		await control(page, 'firstName').fill('Ana');
		await control(page, 'emails[0].email').fill('none');
		await send(page);
		await page.waitForSelector('.summary');
		const hashes = await page.locator('.summary a').evaluateAll(
			(links) => links.map(({ hash }) =>
				decodeURIComponent(hash.slice(1))));
		const places = await page.evaluate((ids) => ids.map((id) =>
			document.getElementById(id).getBoundingClientRect().top
				+ document.getElementById(id).getBoundingClientRect().left
					/ 10000), hashes);

		for (const name of ['clientType', 'title', 'lastName', 'gender',
			'languageId', 'countryId', 'emails[0].email', 'posCode'])
			assert.ok(hashes.includes(name), name);
		assert.ok(!hashes.includes('companyName'));
		assert.deepEqual(places, [...places].sort((a, b) => a - b));
		assert.equal(hashes[0], 'clientType');
	});

browse('contradictions are asked about once', { conf: open }, async (page) => {
	const before = customers();

	await enter(page);
	await unfold(page);
	await choose(page, 'privacyPolicyAcceptanceStorage', 'false');
	await control(page, 'contactByEmailFlag').check();
	await control(page, 'preferredContactMethod').selectOption('EMail');
	await send(page);
	assert.deepEqual(await page.locator('.summary a').evaluateAll(
		(links) => links.map(({ hash }) => hash)),
	['#contactByEmailFlag', '#preferredContactMethod']);
	assert.equal(customers(), before);
	await send(page);
	assert.equal(customer(await told(page), 'contactByEmailFlag')
		.contactByEmailFlag, 1);
});

browse('days have bounds, and a moment has a control of its own', { timezoneId:
	'Asia/Tokyo' }, async (page) => {
	const bound = (name, what) => control(page, name).getAttribute(what);

	assert.equal(await bound('birthDate', 'min'), '1900-01-01');
	assert.match(await bound('birthDate', 'max'), /^\d{4}-\d\d-\d\d$/);
	assert.equal(await bound('events[0].eventDate', 'max'), '9999-12-31');
	const moment = control(page, 'registrationDate');

	assert.equal(await moment.getAttribute('type'), 'datetime-local');
	assert.ok(Math.abs(Date.parse(`${await moment.inputValue()}+09:00`)
		- Date.now()) < 10 * minute);
	await introduce(page);
	await moment.fill('2020-12-30T10:11');
	await send(page);
	assert.equal(customer(await told(page), 'registrationDate')
		.registrationDate, '2020-12-30T01:11:00Z');
});

browse('a blank form on paper has lines for all, to date and to sign', {},
	async (page) => {
		await page.emulateMedia({ media: 'print' });
		await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
		for (const name of ['middleName', 'gender', 'companyName',
			'addresses[0].street', 'events[0].eventType',
			'interests[0].interest', 'notes']) {
			const line = control(page, name).first();

			assert.ok(await line.isVisible(), name);
			assert.equal(await line.evaluate((element) =>
				getComputedStyle(element).borderBottomWidth), '1px', name);
		}
		for (const name of ['birthDate', 'events[0].eventDate'])
			assert.deepEqual([await control(page, name).isVisible(),
				await page.locator(`[name="${name}"] + .paper`)
					.innerText().then((text) => text.split(/\s+/))],
			[false, ['Day', 'Month', 'Year']], name);
		assert.deepEqual(await page.locator('.sign p:visible')
			.allTextContents(), ['Place and date', 'Signature']);
		const sizes = await page.locator('h2').evaluateAll((headings) =>
			headings.map((heading) => getComputedStyle(heading).fontSize));

		assert.equal(new Set(sizes).size, 1);
		await page.evaluate(() => dispatchEvent(new Event('afterprint')));
		await page.emulateMedia({ media: 'screen' });
		assert.ok(!await control(page, 'middleName').isVisible());
		assert.ok(!await control(page, 'gender').isVisible());
		assert.equal(await page.locator('.sign:visible').count(), 0);
	});

for (const [locale, day] of Object.entries({
	'en-GB': '2 January 1990',
	'de-DE': '2. Januar 1990',
	'fr-FR': '2 janvier 1990',
	'it-IT': '2 gennaio 1990',
	'ja-JP': '1990年1月2日',
	'zh-CN': '1990年1月2日',
}))
	browse(`what was stored prints as a sheet to sign in ${locale}`,
		{ locale, conf: open }, async (page) => {
			const name = 'privacyPolicyAcceptanceStorage';
			const wording = await page.locator('.field:has('
				+ `[name=${name}]) legend`).evaluate((legend) =>
				legend.firstChild.textContent.trim());

			await enter(page);
			await unfold(page);
			await control(page, 'birthDate').fill('1990-01-02');
			await control(page, 'languageId').selectOption('ita');
			await send(page);
			await told(page);
			await page.emulateMedia({ media: 'print' });
			assert.equal(await page.locator(`dt:text-is("${wording}") + dd`)
				.count(), 1);
			assert.equal(await page.getByText(day, { exact: true }).count(), 1);
			assert.match(await page.locator('.quiet').textContent(),
				/20\d\d/);
			assert.equal(await page.locator('.sign p:visible').count(), 2);
		});

browse('what is touched is large enough for a finger', { ...phone,
	conf: open }, async (page) => {
	await unfold(page);
	await add(page, 'E-mail address');
	const small = await page.evaluate(() => Array.from(
		document.querySelectorAll('button, a, summary, select, textarea, '
			+ 'input:not([type=radio], [type=checkbox], [type=hidden]), '
			+ '.choices label, .check label'))
		.filter((element) => element.checkVisibility()
			&& !element.closest('.trap, .unseen') && element.tabIndex >= -1
			&& !element.matches('.unseen'))
		.map((element) => [element.outerHTML.slice(0, 80),
			element.getBoundingClientRect().height])
		.filter(([, height]) => height < 44));

	assert.deepEqual(small, []);
});
