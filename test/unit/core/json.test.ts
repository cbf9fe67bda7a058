import fc from 'fast-check';

import { hasTooManyValues, MOST_VALUES, parseJson } from '../../../nodes/core/json';

describe('parsing JSON without losing digits', () => {
	it('keeps an id beyond 2^53 as the text of its digits', () => {
		expect(parseJson('{"id":9007199254740993}')).toEqual({
			ok: true,
			value: { id: '9007199254740993' },
		});
	});

	it.each(['9007199254740991', '-9007199254740991', '1234567890.12345678901234567', '1e3'])(
		'leaves the number %s as it is',
		(text) => {
			expect(parseJson(`[${text}]`)).toEqual({ ok: true, value: [Number(text)] });
		},
	);

	it('reads JSON after a BOM', () => {
		expect(parseJson('\ufeff{"id":9007199254740993}')).toEqual({
			ok: true,
			value: { id: '9007199254740993' },
		});
		for (const text of ['\ufeff', '\ufeff\ufeff{}', '{}\ufeff'])
			expect(parseJson(text)).toEqual({ ok: false, reason: 'malformed' });
		expect(parseJson('"\ufeff"')).toEqual({ ok: true, value: '\ufeff' });
	});

	it('does not touch texts, not even those with escaped quotes before digits', () => {
		const text = JSON.stringify({ note: 'say \\" 9007199254740993 "', n: '\\' });
		expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
	});

	it.each([
		['a text that is long', (size: number) => 'x'.repeat(size)],
		['a text of escapes', (size: number) => '\\"'.repeat(size / 2)],
		['a text of backslashes', (size: number) => '\\\\'.repeat(size / 2)],
	])('keeps digits beside %s', (_what, write) => {
		const text = write(15_000_000);
		const parsed = parseJson(`{"id":9007199254740993,"text":"${text}"}`);
		expect(parsed.ok && (parsed.value as { id: unknown }).id).toBe('9007199254740993');
	});

	// It took 11 s for 160 KB, and four times that for twice as much.
	it('gives up on texts without an end in one go, however many there may be', () => {
		const text = `{"id":9007199254740993,"text":"${'\\"'.repeat(8_000_000)}`;
		expect(parseJson(text)).toEqual({ ok: false, reason: 'malformed' });
	});

	it('reads any JSON as JSON.parse does, but for integers that it would round', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('\\', '"', '\\"', '1'.repeat(16)),
		);
		const json = fc.oneof(text, fc.integer(), fc.dictionary(text, fc.array(text)));
		fc.assert(
			fc.property(json, fc.bigInt({ min: 2n ** 53n }), text, (value, integer, last) => {
				const written = `[${JSON.stringify(value)},${integer},{${JSON.stringify(last)}:-${integer}}]`;
				const expected = [
					value,
					String(integer),
					JSON.parse(`{${JSON.stringify(last)}:"-${integer}"}`),
				];
				expect(parseJson(written)).toEqual({
					ok: true,
					value: JSON.parse(JSON.stringify(expected)),
				});
			}),
		);
	});

	it('keeps the digits of every long integer, also beside texts that hold as many', () => {
		const text = '{"a":"4000056655665556","b":[{"c":-9007199254740993},"x 9007199254740993"]}';
		expect(parseJson(text)).toEqual({
			ok: true,
			value: { a: '4000056655665556', b: [{ c: '-9007199254740993' }, 'x 9007199254740993'] },
		});
	});

	it('does not parse again for a number without 16 digits in a row', () => {
		const parse = jest.spyOn(JSON, 'parse');
		expect(parseJson('[1e99,1,1]')).toEqual({ ok: true, value: [1e99, 1, 1] });
		expect(parse).toHaveBeenCalledTimes(1);
		parse.mockRestore();
	});

	it('reports a text that is not JSON', () => {
		expect(parseJson('{"id":')).toEqual({ ok: false, reason: 'malformed' });
	});

	it('accepts 500 levels and rejects more', () => {
		const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}${']}'.repeat(levels / 2)}`;
		expect(parseJson(nested(500)).ok).toBe(true);
		expect(parseJson(nested(502))).toEqual({ ok: false, reason: 'too_deep' });
		expect(parseJson(nested(200_000))).toEqual({ ok: false, reason: 'too_deep' });
	});

	it('rejects more than half a million values, which take seconds to parse, before it parses any', () => {
		const parse = jest.spyOn(JSON, 'parse');
		const listOf = (value: string) => `[${`${value},`.repeat(MOST_VALUES)}1]`;
		for (const value of ['{}', '[]', '1', '""', '12345678901234567', '{"a":1}'])
			expect(parseJson(listOf(value))).toEqual({ ok: false, reason: 'too_many_values' });
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	it('counts no commas and brackets of texts', () => {
		const text = JSON.stringify([',[{'.repeat(MOST_VALUES), '\\"', ',"\\'.repeat(MOST_VALUES)]);
		expect(hasTooManyValues(Buffer.from(text))).toBe(false);
		expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
	});
});
