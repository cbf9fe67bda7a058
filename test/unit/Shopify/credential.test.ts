import axios from 'axios';
import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';

import { authenticate, checkShop, readAccess } from '../../../nodes/Shopify/credential';
import { ShopifySandbox } from '../../sandbox/shopify/server';

// The official schema takes a second to load, and much more on a busy machine.
jest.setTimeout(60_000);

const TOKEN = 'shpat_0123';

let sandbox: ShopifySandbox;
let asked: string[];

beforeEach(async () => {
	asked = [];
	sandbox = await ShopifySandbox.start();
});
afterEach(async () => await sandbox.close());

/** n8n's own helper, as far as it is used. */
const helper = {
	helpers: {
		httpRequest: async ({ method, url, headers, body }: IHttpRequestOptions) => {
			asked.push(url);
			const { status, data, ...answer } = await axios.request<Buffer>({
				method,
				url,
				headers: headers as Record<string, string>,
				data: body,
				responseType: 'arraybuffer',
				validateStatus: () => true,
			});
			return { statusCode: status, headers: answer.headers, body: data };
		},
	},
} as unknown as IHttpRequestHelper;

const credential = (more = {}) => ({
	shop: 'my-shop',
	accessToken: sandbox.app.issueToken(),
	clientSecret: sandbox.app.clientSecret,
	useBaseUrl: true,
	baseUrl: sandbox.url,
	...more,
});

async function check(more = {}): Promise<string> {
	const checked = await checkShop(helper, credential(more));
	return checked.ok ? 'ok' : checked.problem.message;
}

describe('the secrets of a credential', () => {
	it('are this one and the one before it, where they are entered', () => {
		const secretsOf = (fields: object) => {
			const access = readAccess({ shop: 'my-shop', ...fields });
			return access.ok && access.value.secrets;
		};
		expect(secretsOf({ clientSecret: ' a ', previousClientSecret: 'b' })).toEqual(['a', 'b']);
		expect(secretsOf({ clientSecret: 'a', previousClientSecret: ' ' })).toEqual(['a']);
		expect(secretsOf({})).toEqual([]);
	});
});

describe('the access token', () => {
	it('goes to its shop and nowhere else', () => {
		const fields = { shop: 'my-shop', accessToken: TOKEN };
		const sentTo = (url: string, more: Partial<IHttpRequestOptions> = {}) => {
			const signed = authenticate(fields, { url, ...more });
			return signed.ok ? signed.value.headers : signed.problem.message;
		};
		expect(sentTo('https://my-shop.myshopify.com/admin/x', { headers: { a: 'b' } })).toEqual({
			a: 'b',
			'X-Shopify-Access-Token': TOKEN,
		});
		expect(sentTo('/x', { baseURL: 'https://my-shop.myshopify.com' })).toMatchObject({});
		for (const url of [
			'http://my-shop.myshopify.com/',
			'https://my-shop.myshopify.com.evil.com/',
			'https://my-shop.myshopify.com@evil.com/',
			'https://other-shop.myshopify.com/',
			'https://my-shop.myshopify.com:8443/',
		]) {
			expect(sentTo(url)).toMatch(/is for my-shop\.myshopify\.com and is not sent to /);
			expect(sentTo(url)).not.toContain(TOKEN);
		}
	});

	it('is missed in words', () => {
		expect(authenticate({ shop: 'my-shop' }, { url: 'https://my-shop.myshopify.com' })).toEqual({
			ok: false,
			problem: {
				reason: 'misconfigured',
				message: expect.stringMatching(/has no access token\. Enter/),
			},
		});
	});
});

describe('the test of a credential', () => {
	it('says nothing where the shop answers, and in a sentence what is wrong where not', async () => {
		expect(await check()).toBe('ok');
		expect(await check({ accessToken: 'shpat_wrong' })).toMatch(/does not accept the access token/);
		expect(await check({ shop: 'other-shop' })).toBe(
			'The access token is one of my-shop.myshopify.com, not of other-shop.myshopify.com. Enter that shop, or a token of this one.',
		);
		expect(await check({ baseUrl: 'http://127.0.0.1:1' })).toMatch(/rejected the connection/);
	});

	it('asks nobody where the shop is none', async () => {
		expect(await check({ shop: 'evil.com/' })).toMatch(/Enter it as my-shop/);
		expect(asked).toEqual([]);
	});
});
