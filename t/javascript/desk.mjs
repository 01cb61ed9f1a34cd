// Tests of the desk as somebody who looks after customers finds it.

import assert from 'node:assert/strict';
import {
	assertFits, assertOpen, browse, control, phone, scriptless, send,
} from './person.mjs';
import { customer, room, select } from './room.mjs';

// Creates a customer; returns the number.
async function create(members) {
	const answer = await fetch(`${room.server}/customer`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ clientType: 'COMPANY', countryId: 'it',
			posCode: 'ES100:1', brand: 'CAR',
			privacyPolicyAcceptanceStorage: true,
			canBeContactedByMaison: false, ...members }),
	});

	assert.equal(answer.status, 200);
	return (await answer.json()).boosterCustomerId;
}

// Goes to the desk, which asks for the key first.
async function signIn(page, look) {
	await page.goto(`${room.server}/desk`);
	await page.waitForURL(/\/desk\/sign-in/);
	await look('what asks for the key');
	await control(page, 'key').fill(room.key);
	await send(page);
	await page.waitForURL(/\/desk$/);
}

const save = (page) => page.locator('p.done button.main').click();
const members = (id) => customer(id, 'companyName', 'birthDate', 'notes',
	'version');

for (const [name, options] of Object.entries({
	'on a phone': phone,
	'without scripts': scriptless,
}))
	browse(`who is at the desk finds and corrects a customer ${name}`, options,
		async (page) => {
			const companyName = `Quixote ${options === phone} Ltd.`;
			const id = await create({ companyName,
				birthDate: '1980-02-03', notes: 'two\nlines',
				phones: [{ phone: '3331234567', countryPrefix: 'it',
					isMainPhone: true }] });
			// axe-core is a script, too
			const look = async (what) => {
				if (options !== scriptless) {
					await assertOpen(page, what);
					await assertFits(page);
				}
			};

			await signIn(page, look);
			await look('the list');
			await control(page, 'searchKey').fill('quixo');
			await send(page);
			await page.waitForURL(/search=/);
			assert.doesNotMatch(page.url(), /quixo/i);
			await look('what was found');
			await page.getByRole('link', { name: companyName }).click();
			await page.waitForURL(`**/desk/customer/${id}`);
			await look('a customer');
			await page.goto(`${page.url()}/edit`);
			await look('what corrects');
			await control(page, 'phones[0].phone').fill('3337654321');
			await save(page);
			await page.waitForURL(`**/desk/customer/${id}`);
			assert.match(await page.locator('main').innerText(),
				/3337654321/);
			assert.match(select(
				'SELECT phone FROM phone WHERE customer = ?', id)[0].phone,
			/3337654321$/);
			assert.deepEqual(members(id), { companyName,
				birthDate: '1980-02-03', notes: 'two\nlines',
				version: 2 });

			await page.getByRole('button', { name: 'Sign out' }).click();
			await page.waitForURL(/\/desk\/sign-in/);
			await page.goBack();
			await page.waitForURL(/\/desk\/sign-in/);
			assert.doesNotMatch(await page.content(), /Quixote|333\d{7}/);
		});

browse('who comes too late at the desk chooses field by field', phone,
	async (page) => {
		const id = await create({ companyName: 'Late Ltd.', notes: 'first' });
		const other = await page.context().newPage();
		const edit = `${room.server}/desk/customer/${id}/edit`;

		await signIn(page, () => {});
		await page.goto(edit);
		await other.goto(edit);
		await control(other, 'companyName').fill('Early Ltd.');
		await control(other, 'notes').fill('theirs');
		await save(other);
		await other.waitForURL(`**/desk/customer/${id}`);
		await control(page, 'notes').fill('mine');
		await save(page);
		await page.waitForSelector('[role="alert"]');
		await assertOpen(page, 'both versions');
		await assertFits(page);
		assert.equal(await control(page, 'companyName').inputValue(),
			'Early Ltd.');
		assert.equal(await control(page, 'notes').inputValue(), 'mine');
		await control(page, 'keep.notes').check();
		await save(page);
		await page.waitForURL(`**/desk/customer/${id}`);
		assert.deepEqual(customer(id, 'companyName', 'notes', 'version'),
			{ companyName: 'Early Ltd.', notes: 'theirs', version: 2 });
	});
