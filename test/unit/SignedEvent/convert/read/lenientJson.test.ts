import fc from 'fast-check';

import { parseJson } from '../../../../../nodes/core/json';
import { findBreak, tokenize } from '../../../../../nodes/SignedEvent/convert/read/jsonTokens';
import { readLenientJson } from '../../../../../nodes/SignedEvent/convert/read/lenientJson';

const read = (text: string) => {
	const json = readLenientJson(text);
	return json.ok ? json.value : json.message;
};

/** Texts whose content looks like marks of JSON. */
const hostile = fc.oneof(
	fc.string(),
	fc.constantFrom('a "quoted" b', '\\', 'x\\"', ', ]', '} {', "it's", '"', '\n"b": 1'),
);
const json = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		hostile,
		fc.integer(),
		fc.boolean(),
		fc.constant(null),
		tie('list'),
		tie('object'),
	),
	list: fc.array(tie('value'), { maxLength: 4 }),
	object: fc.dictionary(hostile, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).object;

describe('JSON as people paste it', () => {
	it('is read unchanged if it is valid', () => {
		fc.assert(fc.property(json, (value) => expect(read(JSON.stringify(value))).toEqual(value)));
	});

	it('is read without the commas at line ends', () => {
		fc.assert(
			fc.property(json, (value) => {
				const text = JSON.stringify(value, null, 2).replace(/,$/gm, '');
				expect(read(text)).toEqual(value);
			}),
		);
	});

	it('is read with a comma after every last value', () => {
		fc.assert(
			fc.property(json, (value) => {
				const text = JSON.stringify(value, null, 2).replace(/([^[{\s])\n(\s*[\]}])/g, '$1,\n$2');
				expect(read(text)).toEqual(value);
			}),
		);
	});

	it('is found in a cURL command with the quotes of its shell', () => {
		const single = `curl -X POST https://example.com -d '{ "format": "HH'\\''mm" }' --silent`;
		expect(read(single)).toEqual({ format: "HH'mm" });
		const double = 'curl -d "{ \\"key\\": \\"a\\\\\\"b \\$1\\" }"';
		expect(read(double)).toEqual({ key: 'a"b $1' });
	});

	it('keeps the digits of a number that JavaScript would round', () => {
		expect(read('{ "id": 9007199254740993 }')).toEqual({ id: '9007199254740993' });
	});

	it.each([
		['nothing in it', 'it does not contain JSON'],
		['{\n"a": 1,\n"b": : 2\n}', 'its JSON is not valid in line 3'],
		['{ "a": { "b": 1 }', 'it ends before its last bracket is closed'],
		['{ "secret": "abc }', 'its JSON is not valid in line 1'],
	])('is rejected with its line and without its text: %j', (text, message) => {
		expect(read(text)).toBe(message);
	});

	it('has a break if and only if it is not JSON', () => {
		const broken = fc
			.tuple(json, fc.nat(), fc.constantFrom('', ':', '}', ']', '"', '{', 'x', '\n', '1 ', ','))
			.map(([value, number, instead]) => {
				const text = JSON.stringify(value);
				const at = number % text.length;
				return text.slice(0, at) + instead + text.slice(at + 1);
			});
		fc.assert(
			fc.property(broken, (text) => {
				const tokens = tokenize(text);
				const count = (...marks: string[]) => tokens.filter((one) => marks.includes(one)).length;
				const isOpen = count('{', '[') > count('}', ']');
				expect(tokens.join('')).toBe(text);
				const isBroken = findBreak(tokens) !== undefined;
				if (parseJson(text).ok) expect(isBroken).toBe(false);
				else expect(isBroken || isOpen || text === '').toBe(true);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('is rejected if it is nested too deeply', () => {
		expect(read(`${'['.repeat(600)}${']'.repeat(600)}`)).toBe('it is nested too deeply');
	});

	it('is read in linear time', () => {
		const long = `{ "a": "${'\\\\'.repeat(200_000)}" "b": [${'1 '.repeat(200_000)}] }`;
		const started = process.hrtime.bigint();
		expect(read(long)).toMatchObject({ b: { length: 200_000 } });
		expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
	});
});
