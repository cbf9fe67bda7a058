import { readStore } from '../../../../nodes/WooCommerce/client/storeUrl';

describe('the store URL', () => {
	it.each([
		['https://shop.example', 'https://shop.example', 'shop.example'],
		['shop.example', 'https://shop.example', 'shop.example'],
		[' https://Shop.Example/ ', 'https://shop.example', 'shop.example'],
		[
			'http://shop.example:8080/Store/',
			'http://shop.example:8080/Store',
			'shop.example:8080/store',
		],
		['https://shop.example/wp-admin/index.php', 'https://shop.example', 'shop.example'],
		['https://shop.example/wp-json/wc/v3', 'https://shop.example', 'shop.example'],
		['https://shop.example:443', 'https://shop.example', 'shop.example'],
	])('%j leads to %s, account %s', (typed, url, account) => {
		expect(readStore(typed)).toEqual({ ok: true, value: { url, account } });
	});

	it.each([
		'',
		'   ',
		'ftp://shop.example',
		'javascript:alert(1)',
		'https://user:secret@shop.example',
		'https://shop.example?x=1',
		'https://shop.example#evil.example',
		'https://shop.example\\@evil.example',
		'<http://mycoolstore.com>',
		'https://shop.example/ store',
		'https://',
		'"https://shop.example"',
		"'shop.example'",
		'http:/shop.example',
		'https:shop.example',
		'https://http://shop.example',
		'https://https//shop.example',
	])('%j is rejected with an example of what to enter', (typed) => {
		expect(readStore(typed)).toMatchObject({
			ok: false,
			problem: {
				reason: 'misconfigured',
				message: expect.stringContaining('https://shop.example'),
			},
		});
	});

	it('the address of a page of the admin, with its query, is rejected with the address to enter', () => {
		const page = 'https://shop.example/wp-admin/admin.php?page=wc-settings&tab=advanced';
		expect(readStore(page)).toMatchObject({
			problem: { message: expect.stringMatching(/Enter only the address of the shop's home page/) },
		});
	});
});
