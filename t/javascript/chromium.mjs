// The browser of the tests, and why it is missing if it is.

import { room } from './room.mjs';

const { chromium } = await import('playwright-core').catch(() => ({}));

export const missing = !chromium ? 'playwright-core is not installed'
	: !room.browser ? 'Chromium is not installed' : false;

// Starts it, with a profile of its own that is removed with it.
export function launch() {
	return chromium.launch({
		executablePath: room.browser,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
			'--no-first-run', '--disable-sync',
			'--disable-background-networking',
			'--disable-component-update'],
	});
}
