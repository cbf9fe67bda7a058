import { parseJson } from '../../../nodes/core/json';

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

	it('does not touch texts, not even those with escaped quotes before digits', () => {
		const text = JSON.stringify({ note: 'say \\" 9007199254740993 "', n: '\\' });
		expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
	});

	it('keeps the digits of every long integer, also beside texts that hold as many', () => {
		const text = '{"a":"4000056655665556","b":[{"c":-9007199254740993},"x 9007199254740993"]}';
		expect(parseJson(text)).toEqual({
			ok: true,
			value: { a: '4000056655665556', b: [{ c: '-9007199254740993' }, 'x 9007199254740993'] },
		});
	});

	it('says so when it is no JSON', () => {
		expect(parseJson('{"id":')).toEqual({ ok: false, reason: 'malformed' });
	});

	it('takes 500 levels, and refuses what is deeper than anybody can walk', () => {
		const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}${']}'.repeat(levels / 2)}`;
		expect(parseJson(nested(500)).ok).toBe(true);
		expect(parseJson(nested(502))).toEqual({ ok: false, reason: 'too_deep' });
		expect(parseJson(nested(200_000))).toEqual({ ok: false, reason: 'too_deep' });
	});
});
