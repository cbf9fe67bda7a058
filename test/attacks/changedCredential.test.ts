import { checkSubscriptions } from '../../nodes/host/trigger/subscription/checkSubscriptions';
import { lifecycle } from '../../nodes/host/trigger/subscription/lifecycle';
import { newProcessState } from '../../nodes/host/trigger/processState';
import type { TriggerConfig } from '../../nodes/host/trigger/triggerConfig';
import { connectWebhooks, CREDENTIAL } from '../../nodes/WooCommerce/client/connect';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';

const URL_OF_NODE = 'https://n8n.example/webhook/one/webhook';

interface Row {
	id: number;
	topic: string;
	delivery_url: string;
	status: string;
}

interface Sent {
	method: string;
	url: string;
	body?: Buffer;
}

/** The webhooks of one shop, whose ids are 1, 2, … as in every shop. */
class ShopWebhooks {
	rows: Row[] = [];
	private nextId = 1;

	add(row: Omit<Row, 'id'>): Row {
		this.rows.push({ id: this.nextId++, ...row });
		return this.rows[this.rows.length - 1];
	}

	respond({ method, url, body }: Sent) {
		const id = Number(/webhooks\/(\d+)$/.exec(new URL(url).pathname)?.[1]);
		if (method === 'POST') return this.answer(201, this.add(JSON.parse(String(body))));
		if (Number.isNaN(id)) return this.answer(200, this.rows);
		const row = this.rows.find((one) => one.id === id);
		if (row === undefined)
			return this.answer(404, { code: 'woocommerce_rest_shop_webhook_invalid_id', data: {} });
		if (method === 'DELETE') this.rows = this.rows.filter((one) => one !== row);
		return this.answer(200, row);
	}

	private answer(statusCode: number, value: unknown) {
		const headers = { date: new Date().toUTCString(), 'x-wp-total': String(this.rows.length) };
		return { statusCode, headers, body: Buffer.from(JSON.stringify(value)) };
	}
}

function open() {
	const shops = { 'a.example': new ShopWebhooks(), 'b.example': new ShopWebhooks() };
	const state = newProcessState();
	let credential = {
		storeUrl: 'https://a.example',
		consumerKey: 'ck_1',
		consumerSecret: 'cs_00000001',
	};
	const functions = {
		logger: { warn: () => undefined, info: () => undefined },
		getNode: () => ({
			...{ id: 'n', name: 'n', webhookId: 'one' },
			credentials: { [CREDENTIAL]: { id: 'c', name: '' } },
		}),
		getWorkflow: () => ({ id: 'w' }),
		getMode: () => 'trigger',
		getActivationMode: () => 'activate',
		getCredentials: async () => ({ ...credential }),
		getNodeParameter: (name: string, fallback: unknown) =>
			name === 'topics' ? ['order.created', 'order.updated'] : fallback,
		getNodeWebhookUrl: () => URL_OF_NODE,
		helpers: {
			httpRequestWithAuthentication: async (_type: string, sent: Sent) =>
				shops[new URL(sent.url).host as keyof typeof shops].respond(sent),
		},
	} as never;
	const memory = newProcessMemory();
	const config: TriggerConfig<never, never, never, never> = {
		vendor: wooCommerce,
		credentialType: () => CREDENTIAL,
		connect: (from: never, read: never) => connectWebhooks(from, read, memory),
	} as never;
	const hooks = lifecycle(config, state);
	return {
		shops,
		activate: async () => {
			if (!(await hooks.checkExists.call(functions))) await hooks.create.call(functions);
		},
		check: async () => await checkSubscriptions(functions, config, state),
		deactivate: async () => await hooks.delete.call(functions),
		moveTo: (storeUrl: string) => void (credential = { ...credential, storeUrl }),
	};
}

describe('a credential that is changed to another shop', () => {
	it('takes no webhook ids of the first shop to the second one', async () => {
		const { shops, activate, check, deactivate, moveTo } = open();
		const others = ['https://accounting.example/', 'https://warehouse.example/'];
		for (const delivery_url of others)
			shops['b.example'].add({ topic: 'order.created', delivery_url, status: 'active' });
		await activate();
		expect(shops['a.example'].rows.map(({ id }) => id)).toEqual([1, 2]);
		await check(); // Its list is shared for a minute.
		moveTo('https://b.example');
		await deactivate();
		expect(shops['b.example'].rows.map((row) => row.delivery_url)).toEqual(others);
	});

	it('finds the webhooks that the second shop has', async () => {
		const { shops, activate, check, deactivate, moveTo } = open();
		await activate();
		await check();
		moveTo('https://b.example');
		await activate();
		expect(shops['b.example'].rows.map(({ topic }) => topic)).toEqual([
			'order.created',
			'order.updated',
		]);
		await deactivate();
		expect(shops['b.example'].rows).toEqual([]);
	});
});
