import axios from 'axios';
import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';

import { authenticate, checkCredential, readCredential } from '../../../nodes/Shopify/credential';
import { ShopifySandbox } from '../../sandbox/shopify/server';

// The official schema takes seconds to load on a busy machine.

const TOKEN = 'shpat_0123';

let sandbox: ShopifySandbox;
let asked: string[];

beforeEach(async () => {
	asked = [];
	sandbox = await ShopifySandbox.start();
});
afterEach(async () => await sandbox.close());

/** The part of n8n's helper that is used. */
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
	const checked = await checkCredential(helper, credential(more));
	return checked.ok ? 'ok' : checked.problem.message;
}

describe('the secrets of a credential', () => {
	it('are the present and the previous one, if entered', () => {
		const secretsOf = (fields: object) => {
			const access = readCredential({ shop: 'my-shop', ...fields });
			return access.ok && access.value.secrets;
		};
		expect(secretsOf({ clientSecret: ' a ', previousClientSecret: 'b' })).toEqual(['a', 'b']);
		expect(secretsOf({ clientSecret: 'a', previousClientSecret: ' ' })).toEqual(['a']);
		expect(secretsOf({})).toEqual([]);
	});

	it("are apart from the shop's own, which signs webhooks made by hand", () => {
		const read = (fields: object) => readCredential({ shop: 'my-shop', ...fields });
		expect(read({ clientSecret: 'a', shopSecret: ' s ' })).toMatchObject({
			value: { secrets: ['a'], shopSecret: 's' },
		});
		expect(read({ clientSecret: 'a' })).toMatchObject({ value: { shopSecret: '' } });
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
			expect(sentTo(url)).toMatch(/is for my-shop\.myshopify\.com, not for /);
			expect(sentTo(url)).not.toContain(TOKEN);
		}
	});

	it('is reported if it is missing', () => {
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
	it('passes if the shop answers, and fails with a reason otherwise', async () => {
		expect(await check()).toBe('ok');
		expect(await check({ accessToken: 'shpat_wrong' })).toMatch(/rejected the access token/);
		expect(await check({ shop: 'other-shop' })).toBe(
			"The Shopify credential cannot be used: its access token belongs to my-shop.myshopify.com, not to other-shop.myshopify.com. If both names are of the same shop, enter my-shop under Shop, because Shopify's deliveries contain that name. Otherwise, use a token of other-shop.myshopify.com.",
		);
		expect(await check({ baseUrl: 'http://127.0.0.1:1' })).toMatch(/rejected the connection/);
	});

	it.each([
		[
			{ clientSecret: '', shopSecret: 'abc' },
			/made by hand: its Webhook Secret of the Shop has only 3/,
		],
		[{ shopSecret: 'shpat_0123456789abcdef' }, /Webhook Secret of the Shop is an access token/],
		[
			{ clientSecret: '', previousClientSecret: '0123456789abcdef0123' },
			/verify webhooks: its Client Secret is empty\. Enter the API secret key/,
		],
	])('fails for the secrets %j, which cannot verify deliveries', async (secrets, message) => {
		expect(await check(secrets)).toMatch(message);
	});

	it('needs no Client Secret if webhooks are made by hand', async () => {
		const shopSecret = sandbox.app.shopSecret;
		expect(await check({ clientSecret: '', shopSecret })).toBe('ok');
	});

	it('sends no request for a malformed shop', async () => {
		expect(await check({ shop: 'evil.com/' })).toMatch(/Enter my-shop/);
		expect(asked).toEqual([]);
	});
});
