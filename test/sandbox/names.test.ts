import dns from 'node:dns';

import { systemClock } from './clock';
import { WooCommerceSandbox } from './woocommerce/server';

it('looks up no name of the domain .example, because a lookup can take longer than a client waits', async () => {
	const sandbox = await WooCommerceSandbox.start(3, systemClock, { orders: 1, products: 1 });
	const lookup = jest.spyOn(dns, 'lookup');
	try {
		const { store, pings } = sandbox.webhooks;
		const { id } = store.create({ topic: 'order.created', deliveryUrl: 'https://n8n.example/a' });
		await sandbox.webhooks.ping(id);
		expect(pings.map(({ status }) => status)).toEqual([0]);
		expect(lookup).not.toHaveBeenCalled();
	} finally {
		lookup.mockRestore();
		await sandbox.close();
	}
});
