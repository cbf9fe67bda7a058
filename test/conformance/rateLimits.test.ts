import { connect as connectBox } from '../../nodes/Box/connect';
import { box } from '../../nodes/Box/vendor';
import { ok, type Result } from '../../nodes/core/result';
import type { Subscriptions } from '../../nodes/core/vendor';
import type { Patience } from '../../nodes/host/patience';
import type { Credential, TriggerFunctions } from '../../nodes/host/trigger/credential';
import { connect as connectShopify } from '../../nodes/Shopify/connect';
import { shopify } from '../../nodes/Shopify/vendor';
import { connectWebhooks } from '../../nodes/WooCommerce/client/connect';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';

const SHOPIFY_PAGE = { webhookSubscriptions: { nodes: [], pageInfo: { hasNextPage: false } } };
const memory = newProcessMemory();

/** How each node connects, and the empty list that its vendor returns. */
const VENDORS = {
	Shopify: {
		connect: connectShopify,
		subscriptions: shopify.subscriptions,
		panel: { topics: 'orders/create' },
		credential: { shop: 'my-shop', clientSecret: 's' },
		list: { data: SHOPIFY_PAGE },
	},
	Box: {
		connect: connectBox,
		subscriptions: box.subscriptions,
		panel: { targets: '1', triggers: ['FILE.MOVED'] },
		credential: { primarySignatureSecret: 'p' },
		list: { entries: [] },
	},
	WooCommerce: {
		connect: (functions: TriggerFunctions, credential: Credential, patience?: Patience) =>
			connectWebhooks(functions, credential, memory, patience),
		subscriptions: wooCommerce.subscriptions,
		panel: { topics: ['order.updated'] },
		credential: { storeUrl: 'https://shop.example', consumerKey: 'ck_1', consumerSecret: 'cs_1' },
		list: [],
	},
};

describe.each(Object.entries(VENDORS))('the node of %s', (_, vendor) => {
	/** Lists by a vendor that limits the first request, and returns what the node waited. */
	async function list(patience?: Patience) {
		const answers = [
			{ statusCode: 429, headers: { 'retry-after': '5' }, body: Buffer.from('{}') },
			{ statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(vendor.list)) },
		];
		const panel: Record<string, unknown> = vendor.panel;
		const functions = {
			getNodeParameter: (name: string, fallback: unknown) => panel[name] ?? fallback,
			getNode: () => ({ id: 'node' }),
			getWorkflow: () => ({ id: 'workflow' }),
			getMode: () => 'trigger',
			helpers: { httpRequestWithAuthentication: async () => answers.shift() },
		};
		const { connect, credential } = vendor;
		const connected = connect(functions as never, credential, patience) as Result<unknown>;
		if (!connected.ok) throw new Error(connected.problem.message);
		const { list: read } = vendor.subscriptions as Subscriptions<unknown, unknown, unknown>;
		return await read(connected.value);
	}

	it('waits for a rate limit as long as its action has patience', async () => {
		const waits: number[] = [];
		const wait = async (milliseconds: number) => waits.push(milliseconds) > 0;
		expect(await list({ wait })).toEqual(ok([]));
		expect(waits).toEqual([5_000]);
	});

	it('does not wait while it verifies a delivery', async () => {
		expect(await list()).toMatchObject({ ok: false, problem: { reason: 'throttled' } });
	});
});
