import type { IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';

import { ok, misconfigured } from '../../../nodes/core/result';
import { checkedBy, checkedTest, signedBy } from '../../../nodes/host/credentialFields';

const helper = {} as IHttpRequestHelper;
const check = checkedBy(async (_helper, { storeUrl }) =>
	storeUrl === 'good' ? ok(undefined) : misconfigured('Not a shop.'),
);
const authenticate = signedBy((_credential, options) =>
	ok({ ...options, headers: { ...options.headers, signed: 'yes' } }),
);

/** What n8n-core does for one request (request-helpers/authentication.js, 2.41.1). */
async function send(
	credential: { storeUrl: string; checkedAt: string },
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const preAuthenticate = async (isExpired: boolean) => {
		if (credential.checkedAt === '' || isExpired)
			Object.assign(credential, await check.call(helper, credential));
	};
	try {
		await preAuthenticate(false);
		return await authenticate(credential, options);
	} catch (error) {
		const { response } = error as { response?: { status: number } };
		if (response?.status !== 401) throw error;
		await preAuthenticate(true);
		return await authenticate(credential, options);
	}
}

const testRequest = (): IHttpRequestOptions => {
	const { request } = checkedTest({ method: 'GET', url: '/orders', headers: { accept: 'json' } });
	return { ...request, headers: { ...request.headers } } as IHttpRequestOptions;
};

describe('the test of a credential', () => {
	const BEFORE = '2026-11-29T10:00:00.000Z';

	it.each(['', BEFORE])(
		'fails with the sentence of its check, checked at "%s"',
		async (checkedAt) => {
			await expect(send({ storeUrl: 'bad', checkedAt }, testRequest())).rejects.toThrow(
				'Not a shop.',
			);
		},
	);

	it.each(['', BEFORE])(
		'sends its request without the mark, checked at "%s"',
		async (checkedAt) => {
			const sent = await send({ storeUrl: 'good', checkedAt }, testRequest());
			expect(sent).toMatchObject({ method: 'GET', url: '/orders' });
			expect(sent.headers).toEqual({ accept: 'json', signed: 'yes' });
		},
	);

	it('does not repeat its check for other requests', async () => {
		const sent = await send({ storeUrl: 'bad', checkedAt: BEFORE }, { url: '/orders' });
		expect(sent).toMatchObject({ url: '/orders', headers: { signed: 'yes' } });
	});

	it('follows no redirect, because n8n would send the credential to the other host', async () => {
		const sent = await send({ storeUrl: 'good', checkedAt: BEFORE }, { url: '/orders' });
		expect(sent).toMatchObject({ disableFollowRedirect: true, followRedirect: false });
	});
});
