import { IANAZone } from 'luxon';

import { readJavaPattern } from '../../nodes/WooCommerce/poll/configuration/javaDates';

/** Marks that luxon reads as a part of a zone's name. */
const MARKS = ',./_+-';

/** A different text of twelve marks for each index. */
const marks = (index: number) =>
	[...index.toString(6).padStart(12, '0')].map((digit) => MARKS[Number(digit)]).join('');

afterEach(() => jest.restoreAllMocks());

// luxon keeps a zone for each name that it was ever given (zonesOfDates.test.ts).
it.each([
	['no marks', () => 'UTC'],
	['marks before a zone', (index: number) => `${marks(index)}UTC`],
	['marks after a zone', (index: number) => `Europe/Berlin${marks(index)}`],
	['marks alone', marks],
])('a shop that writes many zones into its dates fills no memory: %s', (_, name) => {
	const read = readJavaPattern('yyyy-MM-dd HH:mm:ss z');
	if (!read.ok) throw new Error('the pattern is not read');
	const kept = new Set<string>();
	const { create } = IANAZone;
	jest.spyOn(IANAZone, 'create').mockImplementation((zone) => {
		kept.add(zone);
		return create.call(IANAZone, zone);
	});
	for (let index = 0; index < 200; index++) read.read(`2026-11-01 00:00:00 ${name(index)}`);
	expect(kept.size).toBeLessThan(10);
});
