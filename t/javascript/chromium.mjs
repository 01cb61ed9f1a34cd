// The browser of the tests, and why it is missing if it is.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { room } from './room.mjs';

const { chromium, firefox } =
	await import('playwright-core').catch(() => ({}));

export const isFirefox = /firefox/.test(room.browser ?? '');

export const missing = !chromium ? 'playwright-core is not installed'
	: !room.browser ? 'the browser is not installed' : false;

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-sync', '--disable-background-networking',
	'--disable-component-update'];

// Starts it, with a profile of its own that is removed with it. A Firefox is the
// system's, spoken to by WebDriver BiDi.
export function launch() {
	return isFirefox
		? firefox.launch({ channel: 'moz-firefox',
			executablePath: room.browser })
		: chromium.launch({ executablePath: room.browser, args });
}

// Starts a Chromium with one extension, and a profile that remembers tabs.
export function launchKept(extension) {
	const profile = mkdtempSync(join(tmpdir(), 'profile-'));

	return chromium.launchPersistentContext(profile, {
		executablePath: room.browser,
		ignoreDefaultArgs: ['--disable-extensions'],
		args: [...args, `--load-extension=${extension}`,
			`--disable-extensions-except=${extension}`],
	});
}
