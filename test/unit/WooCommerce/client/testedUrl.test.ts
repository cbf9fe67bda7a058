import { SignedEventsWooCommerceApi } from '../../../../credentials/SignedEventsWooCommerceApi.credentials';
import {
	readRestPath,
	readStore,
	restRequest,
} from '../../../../nodes/WooCommerce/client/storeUrl';

const { test } = new SignedEventsWooCommerceApi();

/** Evaluates an expression as n8n does. */
const evaluate = (expression: unknown, credential: object) =>
	new Function('$credentials', `return ${/^=\{\{(.*)\}\}$/s.exec(String(expression))?.[1]}`)(
		credential,
	) as string;

/** Where n8n sends the test's own request, which follows the check of `checkStore`. */
const testedUrl = (credential: { storeUrl: string; restPath?: string }) =>
	new URL(evaluate(test.request.baseURL, credential) + evaluate(test.request.url, credential)).href;

/** Where the nodes send their requests. */
const usedUrl = ({ storeUrl, restPath = '' }: { storeUrl: string; restPath?: string }) => {
	const [store, path] = [readStore(storeUrl), readRestPath(restPath)];
	if (!store.ok || !path.ok) throw new Error(`${storeUrl} is not accepted`);
	const { url, query } = restRequest({ ...store.value, restPath: path.value }, 'wc/v3/orders');
	return decodeURIComponent(`${url}?${new URLSearchParams(query)}`.replace(/\?$/, ''));
};

// A test of another URL fails although the nodes work, or passes although they do not.
it.each([
	['https://shop.example', ''],
	[' https://Shop.Example/ ', ''],
	['shop.example', ''],
	['http://shop.example:8080/Store//', ''],
	['https://shop.example/wp-admin', ''],
	['https://shop.example/wp-admin/', ''],
	['https://shop.example/store/wp-admin/index.php', ''],
	['https://shop.example/wp-json/wc/v3/', ''],
	['shop.example/wp-json', ''],
	['https://shop.example/wp-admin-area', ''],
	['https://wp-admin/store', ''],
	['https://shop.example', '?rest_route='],
	['https://shop.example/wp-admin', '?rest_route='],
	['https://shop.example', '/api/'],
	['https://shop.example', '   '],
	['https://shop.example', ' api '],
	['https://shop.example', 'wp-json/wc/v3'],
	['https://shop.example', '/wp-json/wc/v3/orders/'],
	['https://shop.example', 'wc/v3'],
])(
	'the credential test calls the URL that the nodes call: %j, REST API Path %j',
	(storeUrl, restPath) => {
		expect(testedUrl({ storeUrl, restPath })).toBe(usedUrl({ storeUrl, restPath }));
	},
);

it.each(['   ', 'wp-json/wc/v3', '/wp-json/wc/v3/orders/', 'wc/v3'])(
	'the REST API Path %j is read as wp-json',
	(restPath) => expect(readRestPath(restPath)).toEqual({ ok: true, value: 'wp-json' }),
);

it('a REST API Path with the route after ?rest_route= is read without the route', () => {
	expect(readRestPath('?rest_route=/wc/v3')).toEqual({ ok: true, value: '?rest_route=' });
});
