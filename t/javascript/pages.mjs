// Tests of the pages as a person with a browser finds them: filled in, refused,
// corrected and sent, with and without JavaScript, by keyboard, on a phone.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import './desk.mjs';
import { missing } from './chromium.mjs';
import {
	add, assertFits, assertFocus, assertOpen, browse, choose, control, enterDay,
	focused,
	introduce, phone, scriptless, send, told, unfold, visit,
} from './person.mjs';
import { configure, customer, customers, room, select } from './room.mjs';

// Ways to each page, and the status it comes with.
const pages = {
	form: [200, () => {}],
	faults: [400, async (page) => {
		await choose(page, 'clientType', 'PRIVATE');
		await control(page, 'posCode').fill('a b');
		await send(page);
	}],
	success: [200, async (page) => {
		await introduce(page);
		await control(page, 'notes').fill('Prefers the afternoon.');
		await send(page);
	}],
	'thanks to a suspect': [202, async (page) => {
		await introduce(page);
		configure('spam-fill-time: 3600');
		await send(page);
		await page.waitForSelector('a.button');
	}],
	refusal: [404, (page) => page.goto(`${room.server}/customer/nothing/of/it`)],
	'form with every list begun': [200, async (page) => {
		await unfold(page);
		await choose(page, 'clientType', 'COMPANY');
		for (const button of await page.locator('button.add').all())
			await button.click();
	}],
	'self-check': [200, async (page) => {
		const word = randomBytes(16).toString('hex');

		configure(`check-token: ${word}`);
		await page.goto(`${room.server}/cgi-bin/crm.cgi/-/check`);
		await assertOpen(page, 'what asks for the word');
		await control(page, 'token').fill(word);
		await send(page);
		await page.waitForSelector('dl');
	}],
	documentation: [200, (page) => page.goto(`${room.server}/metadata`)],
	'documentation in XML': [200, (page) => page.goto(
		`${room.server}/xml/metadata?op=CreateCustomer`)],
};

const looks = {
	light: { colorScheme: 'light' },
	dark: { colorScheme: 'dark' },
	'no colours': { colorScheme: 'light', forcedColors: 'active' },
};

for (const [name, [status, reach]] of Object.entries(pages)) {
	browse(`the page of ${name} shuts nobody out, and lets nothing in`, {},
		async (page) => {
			const answers = [];

			page.on('response', (answer) => answers.push(answer));
			await page.reload();
			await reach(page);
			const last = answers.at(-1);
			const policy = last.headers()['content-security-policy'];

			assert.equal(last.status(), status);
			assert.match(policy, /default-src 'none'/);
			assert.doesNotMatch(policy, /unsafe|http|\*/);
			for (const [look, media] of Object.entries(looks)) {
				await page.emulateMedia(
					{ reducedMotion: 'reduce', ...media });
				await assertOpen(page, look);
			}
		});

	browse(`the page of ${name} fits a phone`, phone, async (page) => {
		await reach(page);
		await assertFits(page);
		await assertOpen(page, 'phone');
	});
}

// axe-core needs JavaScript, so the page comes without its own.
browse('without its script the form shuts nobody out', {}, async (page) => {
	await page.route('**/customer', async (route) => {
		const response = await route.fetch();
		const body = await response.text();

		await route.fulfill({ response,
			body: body.replace(/<script>.*<\/script>/s, '') });
	});
	await page.reload();
	// the form waits for its script, but not for long
	await control(page, 'emails[0].email').waitFor();
	await assertOpen(page, 'without its script');
});

// All that a person enters, and what is then stored.
async function fillIn(page, more) {
	await introduce(page);
	await unfold(page);
	await control(page, 'firstNameNotLatin').fill('アナ');
	await enterDay(page, 'birthDate', '1990-01-02');
	await control(page, 'contactByEmailFlag').check();
	await control(page, 'notes').fill('naïve\n<b>"&\'');
	await control(page, 'emails[0].email').fill('not an address');
	await more(page, 'E-mail address');
	await control(page, 'emails[1].email').fill('ana@example.org');
	await control(page, 'addresses[0].addressType').selectOption('Home');
	await control(page, 'addresses[0].countryId').selectOption('it');
	await control(page, 'addresses[0].street').fill('Via Roma');
}

async function correct(page) {
	const wrong = control(page, 'emails[0].email');
	const message = page.locator('[id="emails[0].email-fault"]');

	assert.equal(await page.locator('.summary li').count(), 1);
	assert.equal(await message.textContent(),
		await page.locator('.summary li').textContent());
	assert.equal(await wrong.getAttribute('aria-invalid'), 'true');
	assert.match(await wrong.getAttribute('aria-describedby'), /-fault$/);
	await assertFocus(page, 'className', 'summary');
	assert.equal(await wrong.inputValue(), 'not an address');
	assert.equal(await control(page, 'notes').inputValue(), 'naïve\n<b>"&\'');
	assert.ok(await control(page, 'contactByEmailFlag').isChecked());
	await page.locator('.summary a').click();
	await assertFocus(page, 'name', 'emails[0].email');
	await wrong.fill('ana@example.com');
}

function assertStored(id) {
	const fields = { clientType: 'PRIVATE', firstName: 'Ana',
		firstNameNotLatin: 'アナ', birthDate: '1990-01-02', gender: 'F',
		languageId: 'ita', countryId: 'it', brand: 'CAR',
		posCode: 'ES100:102048', privacyPolicyAcceptanceStorage: 1,
		canBeContactedByMaison: 0, contactByEmailFlag: 1,
		contactBySMSFlag: 0, allowStoreDataAbroad: null,
		companyName: null, notes: 'naïve\n<b>"&\'' };

	assert.deepEqual(customer(id, ...Object.keys(fields)), fields);
	assert.deepEqual(select('SELECT email, isMainEmail AS main FROM email '
		+ 'WHERE customer = ? ORDER BY position', id), [
		{ email: 'ana@example.com', main: 1 },
		{ email: 'ana@example.org', main: 0 }]);
	assert.deepEqual(select(
		'SELECT street, countryId FROM address WHERE customer = ?', id),
	[{ street: 'Via Roma', countryId: 'it' }]);
}

async function goThrough(page, more) {
	const before = customers();

	await fillIn(page, more);
	await send(page);
	assert.equal(customers(), before);
	await correct(page);
	await send(page);
	assert.equal(customers(), before + 1);
	assertStored(await told(page));
	assert.match(await page.locator('main').textContent(),
		/Rossi.*Italian.*ana@example\.com · Main e-mail address/s);
	await page.locator('a.button').click();
	assert.equal(await control(page, 'lastName').inputValue(), '');
}

browse('a customer is entered, refused, corrected and stored', {},
	(page) => goThrough(page, add));

browse('so it is on a phone', phone, (page) => goThrough(page, add));

browse('so it is without JavaScript, where the page comes again with more',
	scriptless, (page) => goThrough(page, async (_, what) => {
		await add(page, what);
		// the page that comes is folded again
		await page.waitForSelector('[name="emails[1].email"]');
		await page.waitForLoadState();
		await unfold(page);
	}));

browse('without JavaScript what is asked for more keeps all, and stores nothing',
	scriptless, async (page) => {
		const before = customers();

		await unfold(page);
		await control(page, 'firstName').fill('Ana');
		await enterDay(page, 'birthDate', '1990-01-02');
		await control(page, 'emails[0].email').fill('not yet checked');
		await page.getByRole('button', {
			name: 'Add – E-mail address' }).click();
		await assertFocus(page, 'name', 'emails[1].email');
		assert.equal(await page.locator('.summary, .fault').count(), 0);
		assert.equal(await control(page, 'firstName').inputValue(), 'Ana');
		for (const [part, text] of Object.entries(
			{ day: '02', month: '01', year: '1990' }))
			assert.equal(await control(page, `birthDate.${part}`)
				.inputValue(), text);
		assert.equal(await control(page, 'emails[0].email').inputValue(),
			'not yet checked');
		assert.equal(customers(), before);
		await control(page, 'lastName').press('Enter');
		assert.notEqual(await page.locator('.summary li').count(), 0);
	});

browse('every fault leads to its control, which bears its words', {},
	async (page) => {
		await unfold(page);
		await control(page, 'addresses[0].street').fill('Via Roma');
		await send(page);
		await page.waitForSelector('.summary');
		const links = await page.locator('.summary a').all();

		assert.ok(links.length > 7);
		for (const link of links) {
			const href = await link.getAttribute('href');
			const id = decodeURIComponent(href.slice(1));
			const told = page.locator(`[id="${id}-fault"]`);

			assert.equal(await link.textContent(),
				await told.textContent());
			await link.click();
			await assertFocus(page, 'id', id);
			assert.ok(await page.evaluate((fault) => {
				const by = document.activeElement.closest(
					'[aria-describedby]');

				return by.getAttribute('aria-describedby')
					.split(' ').includes(fault);
			}, `${id}-fault`));
		}
	});

browse('all is done by keyboard', {}, async (page) => {
	const before = customers();
	const key = (name) => page.keyboard.press(name);
	const reach = async (name) => {
		for (let i = 0; i < 300 && await focused(page, 'name') !== name; i++)
			await key('Tab');
		await assertFocus(page, 'name', name);
	};

	await reach('clientType');
	await key('Space');
	await reach('title');
	await page.keyboard.type('Mrs.');
	await reach('lastName');
	await page.keyboard.type('Rossi');
	await reach('gender');
	await page.keyboard.type('Fem');
	await reach('languageId');
	await page.keyboard.type('Ital');
	await reach('countryId');
	await page.keyboard.type('Ital');
	await reach('emails[0].email');
	await page.keyboard.type('ana@example.com');
	await reach('privacyPolicyAcceptanceStorage');
	await key('Space');
	await reach('canBeContactedByMaison');
	await key('Space');
	await reach('posCode');
	await page.keyboard.type('P1');
	await key('Enter');
	await page.waitForSelector('.summary');
	await assertFocus(page, 'className', 'summary');
	assert.equal(await page.locator('.summary li').count(), 1);
	await key('Tab');
	await key('Enter');
	await assertFocus(page, 'name', 'brand');
	await page.keyboard.type('CAR');
	await key('Enter');
	await page.waitForSelector('.number');
	assert.equal(customers(), before + 1);
	assert.equal(customer(await told(page), 'lastName').lastName, 'Rossi');
});

browse('the kind of customer says what is shown and required', {},
	async (page) => {
		const shown = async (name) =>
			[await control(page, name).isVisible(),
				await page.locator('.field:has('
					+ `[name="${name}"]) .need:visible`).count() > 0];
		const table = {
			PRIVATE: { companyName: [false, false], gender: [true, true],
				lastName: [true, true], birthDate: [true, false] },
			COMPANY: { companyName: [true, true], gender: [false, false],
				lastName: [true, false], birthDate: [false, false] },
		};

		for (const type of ['PRIVATE', 'COMPANY', 'PRIVATE', 'COMPANY']) {
			await choose(page, 'clientType', type);
			await unfold(page);
			for (const [name, expected] of Object.entries(table[type]))
				assert.deepEqual(
					await shown(name), expected, `${type} ${name}`);
		}
		await choose(page, 'clientType', 'PRIVATE');
		await control(page, 'gender').selectOption('F');
		await choose(page, 'clientType', 'COMPANY');
		await control(page, 'companyName').fill('Example Ltd.');
		await control(page, 'countryId').selectOption('it');
		await choose(page, 'privacyPolicyAcceptanceStorage', 'true');
		await choose(page, 'canBeContactedByMaison', 'true');
		await control(page, 'posCode').fill('P1');
		await control(page, 'brand').fill('CAR');
		await send(page);
		assert.deepEqual(
			customer(await told(page), 'gender', 'companyName'),
			{ gender: null, companyName: 'Example Ltd.' });
	});

browse('without JavaScript all is shown, with words', scriptless,
	async (page) => {
		const need = (name) => page.locator(
			`label[for="${name}"] .need`).textContent();

		assert.equal(await need('companyName'), 'required for Company');
		assert.equal(await need('lastName'), 'required for Private person');
		assert.equal(await page.locator('[data-day=birthDate] .need')
			.textContent(), 'for Private person');
		assert.equal(await need('countryId'), 'required');
		for (const list of ['emails', 'phones', 'addresses', 'events',
			'interests', 'hobbies', 'productCollections'])
			assert.equal(await page.locator(`#${list} .item`).count(), 1);
	});

browse('a list grows and shrinks without a gap', { conf:
	['form.begin.phones: 0'] }, async (page) => {
	const names = () => page.locator('#phones input[type=tel]')
		.evaluateAll((inputs) => inputs.map((input) =>
			[input.name, input.id, input.labels.length, input.value]));
	const remove = (number) => page.getByRole('button', {
		name: `Remove – Telephone number ${number}` }).click();
	const row = (index, value) =>
		[`phones[${index}].phone`, `phones[${index}].phone`, 1, value];

	for (const [index, number] of ['1111', '2222', '3333'].entries()) {
		await add(page, 'Telephone number');
		await assertFocus(page, 'name', `phones[${index}].phone`);
		await page.keyboard.type(number);
	}
	assert.equal(await page.locator('#said').textContent(),
		'Added: Telephone number 3');
	assert.ok(await page.locator(
		'[name="phones[0].isMainPhone"][value=true]').isChecked());
	assert.ok(await page.locator(
		'[name="phones[2].isMainPhone"][value=false]').isChecked());
	await choose(page, 'phones[2].isMainPhone', 'true');
	assert.ok(await page.locator(
		'[name="phones[0].isMainPhone"][value=false]').isChecked());
	await remove(1);
	assert.deepEqual(await names(), [row(0, '2222'), row(1, '3333')]);
	await assertFocus(page, 'name', 'phones[0].phone');
	assert.equal(await page.locator('#said').textContent(),
		'Removed: Telephone number 1');
	assert.ok(await page.locator(
		'[name="phones[1].isMainPhone"][value=true]').isChecked());
	await remove(2);
	await assertFocus(page, 'className', 'add');
	await remove(1);
	assert.deepEqual(await names(), []);
	await add(page, 'Telephone number');
	assert.deepEqual(await names(), [row(0, '')]);
});

browse('what is said of an item goes with it, and so does the main one',
	{ conf: ['form.begin.emails: 0'] }, async (page) => {
		const faults = () => page.locator('.summary a').evaluateAll((links) =>
			links.filter(({ hash }) => hash.startsWith('#emails'))
				.map(({ hash, textContent }) =>
					[decodeURIComponent(hash), textContent]));
		const remove = (number) => page.getByRole('button', {
			name: `Remove – E-mail address ${number}` }).click();

		for (const text of ['one', 'two', 'three']) {
			await add(page, 'E-mail address');
			await page.keyboard.type(text);
		}
		await send(page);
		await page.waitForSelector('.summary');
		assert.equal((await faults()).length, 3);
		await remove(1);
		const left = await faults();

		assert.deepEqual(left.map(([hash]) => hash),
			['#emails[0].email', '#emails[1].email']);
		for (const [index, [hash, text]] of left.entries()) {
			assert.match(text, RegExp(`E-mail address ${index + 1} `));
			assert.equal(text, await page.locator(
				`[id="${hash.slice(1)}-fault"]`).textContent());
		}
		assert.ok(await page.locator(
			'[name="emails[0].isMainEmail"][value=true]').isChecked());
		await add(page, 'E-mail address');
		await remove(1);
		await remove(1);
		assert.equal(await page.locator(
			'#emails [value=true]:checked').count(), 0);
		assert.deepEqual(await faults(), []);
	});

browse('a text that is too long is refused, not cut', {}, async (page) => {
	await control(page, 'brand').focus();
	await page.keyboard.insertText('CARTIER');
	await control(page, 'notes').fill('あ'.repeat(4001));
	await send(page);
	await page.waitForSelector('.summary');
	assert.equal(await control(page, 'brand').inputValue(), 'CARTIER');
	assert.equal((await control(page, 'notes').inputValue()).length, 4001);
	assert.match(await page.locator('[id="notes-fault"]').textContent(), /4,000/);
});

browse('what is sent again because no answer came is stored once', {},
	async (page) => {
		const before = customers();
		let sent = 0;

		await introduce(page);
		await page.route('**/customer', async (route) => {
			if (route.request().method() !== 'POST' || sent++ > 0) {
				await route.continue();
				return;
			}
			await route.fetch();
			await route.fulfill({ status: 204 });
		});
		await send(page);
		while (customers() === before)
			await page.waitForTimeout(100);
		await send(page);
		await told(page);
		assert.equal(sent, 2);
		assert.equal(customers(), before + 1);
	});

browse('a day that is too late stays in a field for days', {},
	async (page) => {
		await choose(page, 'clientType', 'PRIVATE');
		await unfold(page);
		await control(page, 'birthDate').fill('2999-01-01');
		await send(page);
		await page.waitForSelector('[id="birthDate-fault"]');
		assert.equal(
			await control(page, 'birthDate').getAttribute('type'), 'date');
		assert.equal(await control(page, 'birthDate').inputValue(),
			'2999-01-01');
		assert.match(await page.title(), /^Please look at this again – /);
	});

browse('without JavaScript a day has three boxes, in the order of the language',
	{ ...scriptless, locale: 'ja-JP' }, async (page) => {
		const boxes = () => page.locator('[data-day=birthDate] input')
			.evaluateAll((inputs) => inputs.map(
				({ name, autocomplete, value, labels: [label] }) =>
					[name, autocomplete, value, label.textContent]));
		const row = (part, text, label) =>
			[`birthDate.${part}`, `bday-${part}`, text, label];

		await unfold(page);
		assert.deepEqual(await boxes(), [row('year', '', '年'),
			row('month', '', '月'), row('day', '', '日')]);
		await enterDay(page, 'birthDate', '1990-2-31');
		await send(page);
		await page.waitForLoadState();
		assert.match(await page.locator('[href="#birthDate"]').textContent(),
			/生年月日/);
		await page.locator('[href="#birthDate"]').click();
		await assertFocus(page, 'name', 'birthDate.year');
		assert.deepEqual(await boxes(), [row('year', '1990', '年'),
			row('month', '02', '月'), row('day', '31', '日')]);
		await page.emulateMedia({ media: 'print' });
		assert.ok(await control(page, 'birthDate.year').isVisible());
	});

browse('a day that is none comes back in its boxes, with JavaScript too', {},
	async (page) => {
		await page.goto('about:blank');
		await page.setContent('<form method="post" action="'
			+ `${room.server}/customer"><input name="birthDate.day" value="31">`
			+ '<input name="birthDate.month" value="2"><input name="_form">'
			+ '<input name="birthDate.year" value="1990"><button>');
		await page.locator('button').click();
		await page.waitForSelector('#form');
		assert.equal(await control(page, 'birthDate.day').inputValue(), '31');
		assert.equal(await control(page, 'birthDate').count(), 0);
		assert.equal(await control(page, 'weddingDate').getAttribute('type'),
			'date');
	});

test('a list grows as far as it may', { skip: missing, timeout: 60000 },
	async () => {
		configure('max-items: 2');
		const page = await visit('/customer');

		await unfold(page);
		await add(page, 'Date to remember');
		assert.equal(await page.locator('#events .add:visible').count(), 0);
		await page.locator('#events .remove').first().click();
		assert.equal(await page.locator('#events .add:visible').count(), 1);
		await page.context().close();
	});

browse('a reload stores nothing twice', {}, async (page) => {
	await introduce(page);
	await send(page);
	const id = await told(page), before = customers();

	await page.reload();
	assert.equal(await told(page), id);
	assert.equal(customers(), before);
});

browse('what was sent and is then changed is not stored by itself', {},
	async (page) => {
		const ticket = await control(page, '_form').inputValue();

		await introduce(page);
		await send(page);
		await told(page);
		const before = customers();

		// as a browser shows a page that it kept
		await page.goBack();
		await control(page, '_form').evaluate((element, kept) => {
			element.value = kept;
		}, ticket);
		await introduce(page);
		await control(page, 'lastName').fill('Bianchi');
		await send(page);
		assert.match(await page.locator('.summary').textContent(),
			/was sent before/);
		assert.equal(
			await control(page, 'lastName').inputValue(), 'Bianchi');
		assert.equal(customers(), before);
		await send(page);
		assert.equal(customer(await told(page), 'lastName').lastName,
			'Bianchi');
	});

const shop = ['spam-fill-time: 0', 'form.title: Welcome to <our> house',
	'form.introduction: We keep what you tell us.',
	'form.privacy-link: https://www.example.com/privacy?a=1&b=2',
	'consent.contactByEmailFlag: I agree to letters by e-mail.'];

function wordings(id) {
	return Object.fromEntries(select(
		'SELECT purpose, text FROM consent JOIN wording '
		+ 'ON wording.id = consent.wording WHERE customer = ?', id)
		.map(({ purpose, text }) => [purpose, text]));
}

test('the shop says what the page says, and what was said is kept',
	{ skip: missing, timeout: 60000 }, async () => {
		configure(...shop);
		const page = await visit('/customer');

		assert.equal(await page.title(), 'Welcome to <our> house');
		assert.equal(await page.locator('h1').textContent(),
			'Welcome to <our> house');
		assert.equal(await page.locator('.intro').textContent(),
			'We keep what you tell us.');
		assert.equal(await page.getByRole('link', { name: 'privacy policy' })
			.getAttribute('href'),
		'https://www.example.com/privacy?a=1&b=2');
		await introduce(page);
		await page.getByLabel('I agree to letters by e-mail.').check();
		await send(page);
		const kept = wordings(await told(page));

		assert.equal(kept.contactByEmailFlag,
			'I agree to letters by e-mail.');
		assert.match(kept.contactBySMSFlag, /^I agree to receive text messages\.$/);
		await page.context().close();
	});

test('what a consent says may not change unnoticed',
	{ skip: missing, timeout: 60000 }, async () => {
		const page = await visit('/customer');

		await introduce(page);
		const before = customers();

		configure(...shop);
		await send(page);
		assert.match(await page.locator('.summary').textContent(),
			/has changed/);
		assert.equal(customers(), before);
		assert.equal(await control(page, 'lastName').inputValue(), 'Rossi');
		await send(page);
		assert.equal(wordings(await told(page)).contactByEmailFlag,
			'I agree to letters by e-mail.');
		await page.context().close();
	});

for (const locale of ['it-IT', 'fr-CH', 'de-DE', 'zh-CN', 'ja-JP'])
	browse(`the form fits a phone and shuts nobody out in ${locale}`,
		{ ...phone, locale }, async (page) => {
			const language = locale.slice(0, 2);

			assert.equal(await page.locator('html').getAttribute('lang'),
				language === 'zh' ? 'zh-Hans' : language);
			await unfold(page);
			assert.notEqual(await page.title(), 'New customer');
			for (const button of await page.locator('.add').all())
				await button.click();
			await assertFits(page);
			await assertOpen(page, locale);
		});

browse('what a consent said is kept in the language that it was read in',
	{ locale: 'it-IT' }, async (page) => {
		const name = 'contactByEmailFlag';

		await choose(page, 'clientType', 'COMPANY');
		await control(page, 'companyName').fill('Example Ltd.');
		await control(page, 'countryId').selectOption('it');
		await choose(page, 'privacyPolicyAcceptanceStorage', 'true');
		await choose(page, 'canBeContactedByMaison', 'true');
		await control(page, 'posCode').fill('P1');
		await control(page, 'brand').fill('CAR');
		await control(page, name).check();
		const label = await page.locator(`label:has([name="${name}"])`)
			.innerText();

		await send(page);
		assert.equal(wordings(await told(page))[name], label.trim());
		assert.notEqual(label.trim(), 'I agree to receive e-mail.');
	});

browse('text from right to left stands so', {}, async (page) => {
	const side = (name) => control(page, name).evaluate(
		(element) => getComputedStyle(element).direction);

	await unfold(page);
	for (const name of ['lastName', 'lastNameNotLatin', 'notes']) {
		await control(page, name).fill('مرحبا');
		assert.equal(await side(name), 'rtl');
		await control(page, name).fill('Ana');
		assert.equal(await side(name), 'ltr');
	}
});

browse('browsers are told what they may fill in', {}, async (page) => {
	const token = (name) => control(page, name).getAttribute('autocomplete');

	await unfold(page);
	await add(page, 'Postal address');
	assert.equal(await token('firstName'), 'given-name');
	assert.equal(await token('birthDate'), 'bday');
	assert.equal(await token('notes'), 'off');
	assert.equal(await token('addresses[0].zipCode'), 'postal-code');
	assert.equal(await token('emails[0].email'), 'email');
	assert.equal(await token('phones[0].phone'), 'tel');
	assert.equal(await token('addresses[1].zipCode'),
		'section-addresses-1 postal-code');
});

browse('on paper there is what was entered, and nothing to press', {},
	async (page) => {
		await introduce(page);
		await page.emulateMedia({ media: 'print' });
		assert.ok(await page.getByText('I agree to receive e-mail.')
			.isVisible());
		assert.equal(await page.locator('button:visible').count(), 0);
		assert.ok(await control(page, 'lastName').isVisible());
		assert.ok((await page.pdf()).length > 1000);
	});

test('the self-check sends by itself what a form can not',
	{ skip: missing, timeout: 120000 }, async () => {
		const found = (name) => page.locator(`#${name} + dd`).textContent();
		const word = 'a-word-that-the-browser-enters-1';

		configure(`check-token: ${word}`);
		const page = await visit('/-/check');

		await control(page, 'token').fill(word);
		await send(page);
		assert.match(await found('authorization'), /Only a request/);
		await page.locator('#probe').click();
		await page.waitForSelector('#probe:enabled');
		assert.equal(await found('authorization'), 'It came.');
		assert.equal(await found('key'), 'It came.');
		assert.match(await found('body'), /^8388608 bytes came/);
		await send(page);
		assert.match(await found('authorization'), /Only a request/);
		await page.goto(`${room.server}/-/check`);
		await control(page, 'token').fill(word);
		await send(page);
		assert.match(await page.locator('.fault').textContent(),
			/opens nothing/);
		assert.deepEqual(page.complaints, []);
		await page.context().close();
	});
