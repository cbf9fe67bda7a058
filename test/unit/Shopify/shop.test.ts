import { readShop, shopUrlExpression, type ShopFields } from '../../../nodes/Shopify/shop';

const PATH = '/admin/oauth/access_token';

/** Evaluates an expression as n8n does. */
function evaluate(expression: string, fields: ShopFields): unknown {
	const [, code] = /^=\{\{ (.*) \}\}$/s.exec(expression)!;
	return new Function('$self', `return (${code});`)(fields);
}

const urlOf = (fields: ShopFields) => {
	const shop = readShop(fields);
	return shop.ok ? `${shop.value.url}${PATH}` : '';
};

/** Where n8n would send the client secret. */
const sentTo = (fields: ShopFields) => evaluate(shopUrlExpression('$self', `"${PATH}"`), fields);

const taken = [
	'my-shop',
	'My-Shop',
	'my-shop.myshopify.com',
	'MY-SHOP.MYSHOPIFY.COM',
	'my-shop.myshopify.com/',
	'https://my-shop.myshopify.com',
	'https://my-shop.myshopify.com/admin',
	'https://admin.shopify.com/store/my-shop',
	'admin.shopify.com/store/my-shop/',
	'https://admin.shopify.com/store/my-shop/settings/apps?a=b#c',
	'https://admin.shopify.com/store/my-shop?evil.com',
];

// docs/facts/attacks.md 29, and other texts that could name another host.
const refused = [
	...[
		'',
		' ',
		'-',
		'-shop',
		'my shop',
		'my_shop',
		'my-shop ',
		' my-shop',
		'my-shop\n',
		'\tmy-shop',
	],
	...['evil.com/', 'evil.com#', 'evil.com?x=', 'a@evil.com/', 'evil.com:443/', 'evil.com'],
	...['169.254.169.254/', '127.0.0.1', 'localhost:5678', '[::1]', 'shop\n', 'shop\\@evil.com'],
	...[
		'ѕhop',
		'shop\u212a',
		'shop。evil.com',
		'shop%2eevil.com',
		'shop/',
		'shop?',
		'shop#',
		'shop:1',
	],
	...[
		'my-shop.myshopify.com.evil.com',
		'my-shop.myshopify.com@evil.com',
		'evil.com/.myshopify.com',
	],
	...['evil.com#.myshopify.com', 'evil.com?.myshopify.com', 'a.b.myshopify.com', '.myshopify.com'],
	...['my-shop.myshopify.com:8080', 'my-shop.myshopify.com/admin/x', 'my-shop.shopify.com'],
	...['http://my-shop.myshopify.com', 'ftp://my-shop.myshopify.com', '//my-shop.myshopify.com'],
	...['https://user:pass@my-shop.myshopify.com', 'https://evil.com/my-shop.myshopify.com'],
	...[
		'https://admin.shopify.com',
		'https://admin.shopify.com/store/',
		'admin.shopify.com/store/a.b',
	],
	...['https://admin.shopify.com.evil.com/store/my-shop', 'https://evil.com/store/my-shop'],
	...[
		'https://admin.shopify.com@evil.com/store/my-shop',
		'admin.shopify.com/store/my-shop\n.evil.com',
	],
	...['{{ $env.SECRET }}', '=my-shop', '"+"evil.com', '\u0000my-shop', 'my-shop\u2028'],
];

describe('the shop field', () => {
	it.each(taken)('is %s', (shop) => {
		expect(readShop({ shop })).toEqual({
			ok: true,
			value: { domain: 'my-shop.myshopify.com', url: 'https://my-shop.myshopify.com' },
		});
		expect(sentTo({ shop })).toBe(`https://my-shop.myshopify.com${PATH}`);
	});

	it.each(refused)(
		'is not %j: nothing is sent anywhere, and a sentence says what to enter',
		(shop) => {
			expect(readShop({ shop })).toEqual({
				ok: false,
				problem: {
					reason: 'misconfigured',
					message: expect.stringMatching(/Enter my-shop, my-shop\.myshopify\.com, or/),
				},
			});
			expect(sentTo({ shop })).toBe('');
		},
	);

	it.each([undefined, null, 5, {}, []])('rejects %j', (shop) => {
		expect(urlOf({ shop })).toBe(shop === 5 ? `https://5.myshopify.com${PATH}` : '');
	});

	it('uses another server only if it is switched on', () => {
		const baseUrl = 'http://127.0.0.1:4321/';
		for (const useBaseUrl of [undefined, false, 'true', 1, '']) {
			expect(urlOf({ shop: 'my-shop', useBaseUrl, baseUrl })).toContain('https://my-shop.myshop');
			expect(sentTo({ shop: 'my-shop', useBaseUrl, baseUrl })).toContain('https://my-shop.myshop');
		}
		const fields = { shop: 'my-shop', useBaseUrl: true, baseUrl };
		expect(readShop(fields)).toMatchObject({ value: { domain: 'my-shop.myshopify.com' } });
		expect(urlOf(fields)).toBe(`http://127.0.0.1:4321${PATH}`);
		expect(sentTo(fields)).toBe(`http://127.0.0.1:4321${PATH}`);
	});

	it.each([
		'',
		'evil',
		'http://a@b',
		'http://a/path',
		'http://a?x',
		'http://a#',
		'ftp://a',
		'http://a\n',
	])('rejects the server %j', (baseUrl) => {
		const fields = { shop: 'my-shop', useBaseUrl: true, baseUrl };
		expect(readShop(fields)).toMatchObject({ ok: false });
		expect(sentTo(fields)).toBe('');
	});

	it('needs a name even with another server', () => {
		const fields = { shop: 'evil.com/', useBaseUrl: true, baseUrl: 'http://127.0.0.1' };
		expect([urlOf(fields), sentTo(fields)]).toEqual(['', '']);
	});
});

it('the expressions contain no closing braces of n8n', () => {
	for (const fields of ['$self', '$credentials'] as const)
		expect(shopUrlExpression(fields, `"${PATH}"`).match(/\}\}/g)).toEqual(['}}']);
});
