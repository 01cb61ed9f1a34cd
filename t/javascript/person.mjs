// What a person does with a browser at the pages, and what it sees there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, beforeEach, test } from 'node:test';
import { launch, missing } from './chromium.mjs';
import { configure, room } from './room.mjs';

const axe = missing ? ''
	: readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true,
	isMobile: true, colorScheme: 'dark' };
export const scriptless = { javaScriptEnabled: false };
let browser;

after(() => browser?.close());

// Nobody here is suspected of being as fast as a program.
beforeEach(() => configure('spam-fill-time: 0'));

// Opens a page in a browser that remembers nothing, with lines of crm.conf.
export async function visit(path, options, conf) {
	if (conf)
		configure('spam-fill-time: 0', ...conf);
	browser ??= await launch();
	const context = await browser.newContext(options);
	const page = await context.newPage();

	context.setDefaultTimeout(20000);
	page.complaints = [];
	page.requested = [];
	// that a Firefox looks for an icon is its own
	const complain = (text) => /favicon/.test(text)
		|| page.complaints.push(text);

	page.on('pageerror', (error) => complain(error.message));
	page.on('console', (message) => /Content Security|Refused|blocked/.test(
		message.text()) && complain(message.text()));
	page.on('request', (request) => page.requested.push(request.url()));
	await page.goto(room.server + path);
	return page;
}

// A test in the browser, with a page of its own; conf is lines of crm.conf.
export function browse(name, { conf = [], skip, ...options }, run) {
	test(name, { skip: missing || skip, timeout: 120000 }, async () => {
		configure('spam-fill-time: 0', ...conf);
		const page = await visit('/customer', options);

		await run(page);
		assert.deepEqual(page.complaints, []);
		for (const url of page.requested)
			assert.ok(url.startsWith(room.server), url);
		await page.context().close();
	});
}

export const control = (page, name) => page.locator(`[name="${name}"]`);
export const choose = (page, name, value) =>
	page.locator(`[name="${name}"][value="${value}"]`).check();
export const send = (page) => page.locator('button.main').click();
export const add = (page, what) =>
	page.getByRole('button', { name: `Add – ${what}` }).click();
// Opens all that is folded.
export const unfold = (page) => page.evaluate(() => {
	for (const fold of document.querySelectorAll('details'))
		fold.open = true;
});
export const focused = (page, property) => page.evaluate(
	(name) => document.activeElement[name], property);

// Enters a day, be it in boxes where no script puts a picker.
export async function enterDay(page, name, text) {
	const boxes = ['year', 'month', 'day'].map(
		(part) => control(page, `${name}.${part}`));

	if (await boxes[0].count() === 0)
		await control(page, name).fill(text);
	else
		for (const [index, part] of text.split('-').entries())
			await boxes[index].fill(part);
}

// Waits until what has focus is so: a page that comes gives it late.
export async function assertFocus(page, property, expected) {
	for (let i = 0; i < 200 && await focused(page, property) !== expected; i++)
		await page.waitForTimeout(50);
	assert.equal(await focused(page, property), expected);
}

// Fills in what a private person must say.
export async function introduce(page) {
	await choose(page, 'clientType', 'PRIVATE');
	await control(page, 'title').fill('Mrs.');
	await control(page, 'firstName').fill('Ana');
	await control(page, 'lastName').fill('Rossi');
	await control(page, 'gender').selectOption('F');
	await control(page, 'languageId').selectOption({ label: 'Italian' });
	await control(page, 'countryId').selectOption({ label: 'Italy' });
	await choose(page, 'privacyPolicyAcceptanceStorage', 'true');
	await choose(page, 'canBeContactedByMaison', 'false');
	await control(page, 'posCode').fill('ES100:102048');
	await control(page, 'brand').fill('car');
}

// The number that a page of success tells.
export async function told(page) {
	return Number(await page.locator('.number').textContent());
}

// Sees that axe-core finds nothing that shuts anybody out.
export async function assertOpen(page, look) {
	await page.evaluate(axe);
	const { violations, passes } = await page.evaluate(
		() => globalThis.axe.run({ rules: {
			'color-contrast-enhanced': { enabled: true },
			'target-size': { enabled: true },
		} }));

	assert.deepEqual(violations.map(({ id, nodes }) =>
		[id, ...nodes.map((node) => node.html)]), [], look);
	assert.ok(passes.length > 10, look);
}

// Sees that a page need not be pushed from side to side.
export async function assertFits(page) {
	const [wide, room] = await page.evaluate(() => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth]);

	assert.ok(wide <= room, `${wide} > ${room}`);
}
