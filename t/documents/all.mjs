// Runs all tests, one after the other: they share a server.

import './lint.mjs';
import './agree.mjs';
import './paths.mjs';
import './types.mjs';
