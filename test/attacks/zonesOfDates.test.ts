import { IANAZone } from 'luxon';

import { readJavaPattern } from '../../nodes/WooCommerce/poll/configuration/javaDates';

/** Spellings of one zone in small and capital letters. JavaScript accepts each of them. */
function spelling(index: number): string {
	const bits = index.toString(2).padStart(30, '0');
	return [...'america/argentina/buenos_aires']
		.map((letter, at) => (bits.at(-1 - at) === '1' ? letter.toUpperCase() : letter))
		.join('');
}

/** Marks that luxon reads as a part of a zone's name. */
const MARKS = ',./_+-';

/** A different text of twelve marks for each index. */
const marks = (index: number) =>
	[...index.toString(6).padStart(12, '0')].map((digit) => MARKS[Number(digit)]).join('');

afterEach(() => jest.restoreAllMocks());

// luxon keeps a zone, and a formatter of ICU, for each name that it was ever given (28 KB each, measured).
it.each([
	['equal zones', () => 'UTC'],
	['marks before a zone', (index: number) => `${marks(index)}UTC`],
	['marks after a zone', (index: number) => `Europe/Berlin${marks(index)}`],
	['marks without a zone', marks],
	['spellings of a zone', spelling],
	[
		'names of no zone',
		(index: number) => `Zone/${index.toString(2).replace(/0/g, 'a').replace(/1/g, 'b')}`,
	],
])('a shop that writes many %s into its dates fills no memory', (_, name) => {
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
