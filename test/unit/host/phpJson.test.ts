import { readFileSync } from 'node:fs';

import { isNotPhpJson as isNotPhpBody } from '../../../nodes/host/phpJson';
import { phpJson } from '../../sandbox/woocommerce/answers';

const vectors = JSON.parse(readFileSync('test/vectors/boxSignatures.json', 'utf8')) as Array<{
	body: string;
}>;
const isNotPhpJson = (text: string) => isNotPhpBody(Buffer.from(text));
const order = {
	number: '12',
	billing: { city: 'Zürich' },
	_links: { self: [{ href: 'https://shop.example/wp-json/wc/v3/orders/12' }] },
};

describe('JSON that a vendor in PHP cannot have written', () => {
	it('is that of JavaScript and Python, with its slashes and letters', () => {
		expect(isNotPhpJson(JSON.stringify(order))).toBe(true);
		expect(isNotPhpJson(JSON.stringify({ city: 'Zürich' }))).toBe(true);
		expect(isNotPhpJson('{"url": "https://shop.example"}')).toBe(true);
	});

	it('is not that of PHP, nor a published body of Box, nor another text', () => {
		expect(isNotPhpJson(phpJson(order))).toBe(false);
		for (const { body } of vectors) expect(isNotPhpJson(body)).toBe(false);
		expect(isNotPhpJson('webhook_id=12/ü')).toBe(false);
	});

	it('is recognized by the first 64 KB, because a forged body may be large', () => {
		const after = (length: number) => `{"x":"${'x'.repeat(length)}ü"}`;
		expect([1_000, 70_000].map(after).map(isNotPhpJson)).toEqual([true, false]);
	});
});
