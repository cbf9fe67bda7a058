import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { applied } from '../breaks/applied';
import { BREAKS } from '../breaks/breaks';

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');

/** `npm run test:breaks` takes more than an hour, so CI only checks that it can be run. */
describe('the builds that are wrong on purpose', () => {
	it.each(BREAKS)('$what: can be made of the sources as they are', ({ edits }) => {
		for (const [file, source] of applied(edits, read)) expect(source).not.toBe(read(file));
	});

	it('name tests that exist', () => {
		const files = readdirSync(join(__dirname, '../..', 'test'), {
			recursive: true,
			encoding: 'utf8',
		})
			.filter((file) => file.endsWith('.test.ts'))
			.map((file) => `test/${file}`);
		const without = BREAKS.filter(({ tests }) => {
			const pattern = new RegExp(tests);
			return !files.some((file) => pattern.test(file));
		});
		expect(without.map(({ what }) => what)).toEqual([]);
	});

	it('have names of their own', () => {
		expect(new Set(BREAKS.map(({ what }) => what)).size).toBe(BREAKS.length);
	});

	it('are rejected if a text is in its file never or twice', () => {
		const read = () => 'one two two';
		expect(applied([['a', 'one', '1']], read)).toEqual(new Map([['a', '1 two two']]));
		expect(() => applied([['a', 'two', '2']], read)).toThrow('2 times');
		expect(() => applied([['a', 'three', '3']], read)).toThrow('0 times');
	});
});
