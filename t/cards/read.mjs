// Reads cards from standard input with ical.js, and prints them as JSON.
import { readFileSync } from 'node:fs';

import ICAL from 'ical.js';

const cards = ICAL.parse(readFileSync(0, 'utf8'));
const all = Array.isArray(cards[0]) ? cards : [cards];

console.log(JSON.stringify(all.map((one) => new ICAL.Component(one)
  .getAllProperties().map((property) => ({
    name: property.name,
    pref: property.getParameter('pref') ?? null,
    values: property.getValues().map((value) => (
      Array.isArray(value) ? value : value.toString())),
  })))));
