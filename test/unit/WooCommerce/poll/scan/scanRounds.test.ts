import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { scanRounds } from '../../../../../nodes/WooCommerce/poll/scan/scanRounds';

/** Returns the list of the panel for a shop with so many customers, and 60 discounts. */
async function listFor(customers: string): Promise<string[]> {
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
				answer(url.includes('customers') ? customers : '60'),
		},
	} as unknown as ILoadOptionsFunctions;
	const { results } = await scanRounds.call(functions);
	return results.map(({ name }) => name);
}

it('the panel shows how many polls a round takes, at least and in a quiet shop', async () => {
	expect((await listFor('500')).slice(1, 4)).toEqual([
		'At most 2 requests per poll and resource: 500 customers in 3 to 6 polls, 60 discounts in 1 poll',
		'At most 5 requests per poll and resource: 500 customers in 2 to 6 polls, 60 discounts in 1 poll',
		'At most 10 requests per poll and resource: 500 customers in 1 to 6 polls, 60 discounts in 1 poll',
	]);
});

it('the panel offers no choice in a shop that each poll compares as a whole', async () => {
	expect(await listFor('80')).toEqual([
		'Not needed: each poll compares all 80 customers and 60 discounts',
	]);
});
