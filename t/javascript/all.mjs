// Runs all tests, one after the other: they share a server.

import './client.mjs';
import './operations.mjs';
import './browser.mjs';
