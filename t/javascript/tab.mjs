// Tests that a tab which was closed, and which the browser opens again, has all
// that was typed: in a Chromium by an extension, in a Firefox by Marionette.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isFirefox, launchKept, missing } from './chromium.mjs';
import { configure, room } from './room.mjs';

const typed = { clientType: 'PRIVATE', lastName: 'Rossi', gender: 'F',
	'emails[0].email': 'ana@example.com', 'emails[1].email': 'not yet',
	contactByEmailFlag: 'true', notes: 'naïve\n<b>"&\'' };

// In the page: enters all of it.
function enter(typed) {
	document.querySelector('#emails .add').click();
	for (const [name, value] of Object.entries(typed)) {
		const [control] = Array.from(document.getElementsByName(name)).filter(
			(one) => !['radio', 'checkbox'].includes(one.type)
				|| one.value === value);

		control.focus();
		if (['radio', 'checkbox'].includes(control.type))
			control.checked = true;
		else
			control.value = value;
		for (const kind of ['input', 'change'])
			control.dispatchEvent(new Event(kind, { bubbles: true }));
	}
}

// In the page: what it shows, by name; null if it is no form.
function entries() {
	const form = document.getElementById('form');

	return form && document.readyState === 'complete'
		? Object.fromEntries(new FormData(form)) : null;
}

// A Chromium, whose extension opens again what was closed last.
async function openChromium() {
	const extension = mkdtempSync(join(tmpdir(), 'extension-'));

	writeFileSync(join(extension, 'manifest.json'), JSON.stringify({
		manifest_version: 3, name: 'reopen', version: '1',
		permissions: ['sessions'], background: { service_worker: 'work.js' },
	}));
	writeFileSync(join(extension, 'work.js'),
		'chrome.runtime.onInstalled.addListener(() => {});\n');
	const context = await launchKept(extension);
	const worker = context.serviceWorkers()[0]
		?? await context.waitForEvent('serviceworker');
	let page = await context.newPage();

	return {
		visit: (url) => page.goto(url),
		run: (what, value) => page.evaluate(what, value),
		async reopen() {
			const opened = context.waitForEvent('page');

			await page.close();
			await worker.evaluate(() => chrome.sessions.restore());
			page = await opened;
			await page.waitForLoadState();
		},
		close: () => context.close(),
	};
}

// A port that nobody listens at.
async function freePort() {
	const server = createServer().listen(0, '127.0.0.1');

	await once(server, 'listening');
	const { port } = server.address();

	server.close();
	return port;
}

// A connection to a Firefox that starts.
async function reach(port) {
	for (let i = 0; i < 300; i++) {
		const socket = connect(port, '127.0.0.1');

		try {
			await once(socket, 'connect');
			return socket;
		} catch {
			await pause(200);
		}
	}
	throw new Error('Firefox does not listen');
}

// Speaks Marionette: messages with their length before them. Returns how a
// command is given.
function speak(socket) {
	const waiting = new Map();
	let come = Buffer.alloc(0);
	let last = 0;

	socket.on('data', (bytes) => {
		come = Buffer.concat([come, bytes]);
		for (;;) {
			const colon = come.indexOf(':');
			const end = colon + 1 + Number(come.subarray(0, colon));

			if (colon < 0 || come.length < end)
				return;
			const message = JSON.parse(come.subarray(colon + 1, end));

			come = come.subarray(end);
			if (!Array.isArray(message))
				continue;
			const [, id, error, result] = message;
			const [done, failed] = waiting.get(id);

			if (error)
				failed(new Error(error.message));
			else
				done(result);
		}
	});
	return (name, parameters = {}) => new Promise((...ways) => {
		const text = JSON.stringify([0, ++last, name, parameters]);

		waiting.set(last, ways);
		socket.write(`${Buffer.byteLength(text)}:${text}`);
	});
}

// A Firefox, told by its own script to open again what was closed last.
async function openFirefox() {
	const profile = mkdtempSync(join(tmpdir(), 'profile-'));
	const port = await freePort();

	writeFileSync(join(profile, 'user.js'),
		`user_pref("marionette.port", ${port});\n`);
	const firefox = spawn(room.browser, ['--headless', '--marionette',
		'--remote-allow-system-access', '--no-remote', '--profile', profile],
	{ stdio: 'ignore' });
	const ended = once(firefox, 'exit');
	const socket = await reach(port);
	const tell = speak(socket);
	const run = async (context, script, args) => {
		await tell('Marionette:SetContext', { value: context });
		const { value } = await tell('WebDriver:ExecuteScript',
			{ script, args });

		return value;
	};
	const turn = (handle) => tell('WebDriver:SwitchToWindow', { handle });

	await tell('WebDriver:NewSession');
	await turn((await tell('WebDriver:NewWindow', { type: 'tab' })).handle);
	return {
		async visit(url) {
			await tell('Marionette:SetContext', { value: 'content' });
			await tell('WebDriver:Navigate', { url });
		},
		run: (what, value) => run('content',
			`return (${what})(...arguments)`, [value]),
		async reopen() {
			const [first] = await tell('WebDriver:CloseWindow');

			await turn(first);
			await run('chrome', 'SessionStore.undoCloseTab(window, 0)', []);
			await tell('Marionette:SetContext', { value: 'content' });
			const handles = await tell('WebDriver:GetWindowHandles');

			await turn(handles.find((handle) => handle !== first));
		},
		async close() {
			await tell('Marionette:Quit', { flags: ['eForceQuit'] });
			await ended;
		},
	};
}

// Waits for a form that shows what is expected: the page comes bit by bit.
async function assertShown(browser, expected) {
	const wrong = (found) => Object.entries(expected).filter(([name, value]) =>
		found?.[name]?.replace(/\r\n/g, '\n') !== value);
	let left = wrong(await browser.run(entries));

	for (let i = 0; i < 100 && left.length > 0; i++) {
		await pause(100);
		left = wrong(await browser.run(entries));
	}
	assert.deepEqual(left, []);
}

// In the page: makes what the tab holds older, as if nobody had come for long.
function age(minutes) {
	for (const [key, text] of Object.entries(sessionStorage)) {
		const draft = JSON.parse(text);

		draft.time -= minutes * 60000;
		sessionStorage[key] = JSON.stringify(draft);
	}
}

const open = isFirefox ? openFirefox : openChromium;
const empty = { lastName: '', notes: '', gender: undefined,
	'emails[0].email': '', clientType: undefined,
	contactByEmailFlag: undefined };

// Fills the form in, closes its tab, and opens it again after some minutes.
async function returnTo(browser, minutes) {
	await browser.visit(`${room.server}/customer`);
	await browser.run(enter, typed);
	await browser.run(age, minutes);
	// a browser gathers what a tab holds now and then
	await pause(2000);
	await browser.reopen();
	// nor does it bring back at once what it brings back by itself
	await pause(2000);
}

test('a closed tab that is opened again has what was typed, but at a kiosk, '
	+ 'and after 15 idle minutes', { skip: missing, timeout: 120000 },
async () => {
	const browser = await open();

	try {
		configure('spam-fill-time: 0', 'form.kiosk: yes');
		await returnTo(browser, 0);
		await assertShown(browser, empty);
		configure('spam-fill-time: 0');
		await returnTo(browser, 14);
		await assertShown(browser, typed);
		await returnTo(browser, 15);
		await assertShown(browser, empty);
	} finally {
		await browser.close();
	}
});
