import { readPath } from '../../../../../nodes/core/jsonPath';
import { readPollerConfiguration } from '../../../../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import seed from '../../../../vectors/cloudElementsPollerConfiguration.json';

const read = (given: unknown) => {
	const configured = readPollerConfiguration(given);
	if (!configured.ok) throw new Error(configured.problem.message);
	return configured.value.map(({ name, resource }) => `${name}: ${resource.path}`);
};
const ORDERS = { url: '/hubs/ecommerce/orders' };

describe('the poller configuration', () => {
	it("reads the JSON of Cloud Elements' documents verbatim", () => {
		expect(read(seed.body)).toEqual([
			'contacts: wc/v3/customers',
			'discounts: wc/v3/coupons',
			'orders: wc/v3/orders',
			'products: wc/v3/products',
		]);
	});

	it("reads the cURL example of the documents verbatim, with the shell's quotes", () => {
		expect(() => JSON.parse(seed.curl)).toThrow();
		expect(read(seed.curl)).toEqual(['contacts: wc/v3/customers']);
	});

	it('reads the dates of the documents', () => {
		const configured = readPollerConfiguration(seed.body);
		if (!configured.ok) throw new Error(configured.problem.message);
		const { resource } = configured.value[0];
		const local = { date_created: '2026-07-01T08:00:00' };
		expect(resource.readCreated(local)).toBe(Date.UTC(2026, 6, 1, 8));
		const twin = { ...local, date_created_gmt: '2026-07-01T12:00:00' };
		expect(resource.readCreated(twin)).toBe(Date.UTC(2026, 6, 1, 12));
	});

	it.each([undefined, null, '', '  '])('may be empty: %j', (given) => {
		expect(read(given)).toEqual([]);
	});

	it.each([
		['orders', 'wc/v3/orders'],
		['/wp-json/wc/v3/orders', 'wc/v3/orders'],
		['wc/v3/products/reviews', 'wc/v3/products/reviews'],
		['/hubs/ecommerce/reviews', 'wc/v3/products/reviews'],
		['/wp-json/wp/v2/posts', 'wp/v2/posts'],
		['/hubs/ecommerce/subscriptions', 'wc/v3/subscriptions'],
	])('maps the url %s to %s', (url, path) => {
		expect(read({ x: { url } })).toEqual([`x: ${path}`]);
	});

	it('reads numbers and booleans that are written as text', () => {
		const configured = readPollerConfiguration({
			orders: {
				...ORDERS,
				filterByUpdatedDate: 'false',
				filterByCurrentDate: 'true',
				createdCheckTolerance: '10',
				pageSize: '50',
				pollDelay: 30,
			},
		});
		expect(configured).toMatchObject({
			ok: true,
			value: [
				{ onlyCreated: true, createdCheckToleranceMs: 10_000, pageSize: 50, pollDelayMs: 30_000 },
			],
		});
	});

	it('ignores keys of later pollers of this format', () => {
		expect(read({ x: { ...ORDERS, batchSize: 10, useLastPollDate: true } })).toEqual([
			'x: wc/v3/orders',
		]);
	});

	const dates = (datesConfiguration: object) => ({ a: { ...ORDERS, datesConfiguration } });
	it.each<[string, unknown, RegExp]>([
		['no JSON', '{ "orders": ', /: it is "\{ \\"orders\\": "\. Enter JSON such as/],
		['a list', [], /: it is \[\]\. Enter JSON such as/],
		['a resource that is no object', { a: 5 }, /: a is 5\. Enter an object such as/],
		['no url', { a: {} }, /: a\.url is missing\. Enter a text\.$/],
		[
			'a url with a query',
			{ a: { url: 'orders?x=1' } },
			/: a\.url is "orders\?x=1"\. Enter a path/,
		],
		[
			'an address elsewhere',
			{ a: { url: 'https://evil.example/x' } },
			/: a\.url is .* Enter a path/,
		],
		['a path upwards', { a: { url: '../../users' } }, /: a\.url is .* Enter a path/],
		[
			'an idField that is no path',
			{ a: { ...ORDERS, idField: 'a b' } },
			/: a\.idField is "a b"\. Enter a field/,
		],
		[
			'a page size that is none',
			{ a: { ...ORDERS, pageSize: 'many' } },
			/: a\.pageSize is "many"\. Enter a number from 0 to 1,000,000\.$/,
		],
		...[
			['-1', '-1'],
			['1000001', '1000001'],
			['1e999', 'Infinity'],
			[`"${'9'.repeat(400)}"`, `"${'9'.repeat(99)}`],
		].flatMap(([typed, shown]) =>
			['pageSize', 'pollDelay', 'createdCheckTolerance'].map((key): [string, string, RegExp] => [
				`${key} ${typed.slice(0, 10)}`,
				`{ "a": { "url": "orders", "${key}": ${typed} } }`,
				new RegExp(`: a\\.${key} is ${shown}\\. Enter a number from 0 to 1,000,000\\.$`),
			]),
		),
		[
			'a mistyped key',
			{ a: { ...ORDERS, idfield: 'id' } },
			/: a\.idfield is not a known key\. Use one of url, idField, datesConfiguration, .*pollDelay, or remove it\.$/,
		],
		[
			'a mistyped key that is required',
			{ a: { URL: 'orders' } },
			/: a\.URL is not a known key\. Use one of url, /,
		],
		[
			'a mistyped key of the dates',
			dates({ updatedDatefield: 'date_modified' }),
			/: a\.datesConfiguration\.updatedDatefield is not a known key\. Use one of updatedDateField, /,
		],
		[
			'a key of the dates in the wrong place',
			{ a: { ...ORDERS, updatedDateField: 'date_modified' } },
			/: a\.updatedDateField is not a known key\. Move it into datesConfiguration\.$/,
		],
		[
			'a key that every object inherits',
			'{ "a": { "url": "orders", "toString": 1 } }',
			/: a\.toString is not a known key\. Use one of /,
		],
		[
			'a flag that is none',
			{ a: { ...ORDERS, filterByUpdatedDate: 'maybe' } },
			/ is "maybe"\. Enter true or false\.$/,
		],
		[
			'a pattern that means nothing',
			dates({ updatedDateField: 'date_modified', updatedDateFormat: 'yyyy-QQ' }),
			/: a\.datesConfiguration\.updatedDateFormat is "yyyy-QQ"\. Enter a Java date pattern without QQ,/,
		],
		[
			'a zone that is nowhere',
			dates({ createdDateField: 'date_created', createdDateTimezone: 'Mars' }),
			/: a\.datesConfiguration\.createdDateTimezone is "Mars"\. Enter a time zone/,
		],
		[
			'dates that are no object',
			{ a: { ...ORDERS, datesConfiguration: 'x' } },
			/: a\.datesConfiguration is "x"\. Enter an object/,
		],
	])('names the key and what was expected for %s', (_what, given, message) => {
		expect(() => read(given)).toThrow(message);
	});
});

describe('paths of fields', () => {
	const row = { id: 1, customer: { id: 2 }, line_items: [{ id: 3 }], 'a-b': 4 };
	it.each([
		['id', 1],
		['customer.id', 2],
		['$.customer.id', 2],
		['line_items[0].id', 3],
		['a-b', 4],
		['nowhere.at.all', undefined],
		['id.toString', undefined],
		['__proto__', undefined],
		['constructor.name', undefined],
	])('%s leads to %j', (path, value) => {
		expect(readPath(path)?.(row)).toEqual(value);
	});

	it.each(['', '.', 'a..b', 'a b', 'a[', '$'])('%j is not a path', (path) => {
		expect(readPath(path)).toBeUndefined();
	});
});
