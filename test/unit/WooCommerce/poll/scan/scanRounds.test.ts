import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { scanRounds } from '../../../../../nodes/WooCommerce/poll/scan/scanRounds';

it('the panel shows how many polls a round takes, at least and in a quiet shop', async () => {
	const answer = (total: string) => ({
		statusCode: 200,
		headers: { 'x-wp-total': total, date: 'Fri, 01 May 2026 12:00:00 GMT' },
		body: Buffer.from('[{"id":7}]'),
	});
	const functions = {
		getNode: () => ({ id: 'node', name: 'WooCommerce', type: 'x', parameters: {} }),
		getCredentials: async () => ({
			...{ storeUrl: 'https://shop.example', consumerKey: 'ck', consumerSecret: 'cs' },
		}),
		helpers: {
			httpRequestWithAuthentication: async (_name: string, { url }: { url: string }) =>
				answer(url.includes('customers') ? '500' : '60'),
		},
	} as unknown as ILoadOptionsFunctions;
	const { results } = await scanRounds.call(functions);
	expect(results.map(({ name }) => name).slice(1, 4)).toEqual([
		'At most 2 requests per poll and resource: 500 customers in 3 to 6 polls, 60 discounts in 1 poll',
		'At most 5 requests per poll and resource: 500 customers in 2 to 6 polls, 60 discounts in 1 poll',
		'At most 10 requests per poll and resource: 500 customers in 1 to 6 polls, 60 discounts in 1 poll',
	]);
});
