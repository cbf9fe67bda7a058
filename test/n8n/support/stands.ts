import { BoxSandbox } from '../../sandbox/box/server';
import { systemClock } from '../../sandbox/clock';
import { EcwidSandbox } from '../../sandbox/ecwid/server';
import { ShopifySandbox } from '../../sandbox/shopify/server';
import { WooCommerceSandbox } from '../../sandbox/woocommerce/server';
import { demoCredentials, everySeconds, exampleWorkflow } from './demo';
import type { CredentialStub, WorkflowJson } from './n8n';
import { boxCredential, ecwidCredential, shopifyCredential } from './vendorCredentials';

/** A vendor's sandbox with its example workflow, as `npm start` and the browser show them. */
export interface Stand {
	vendor: string;
	/** The `elementKey` of its events. */
	elementKey: string;
	/** How the example receives changes. */
	captures: string;
	credential: CredentialStub;
	workflow: WorkflowJson;
	/** Makes a change there and logs it. Resolves when the vendor has sent it to n8n. */
	happen(tell: (what: string) => void): Promise<void>;
	/** What a person does at the vendor once n8n runs. */
	connect?(n8nUrl: string): void;
	close(): Promise<void>;
}

/** Opens the sandboxes of all vendors; the workflows deliver to `callbackUrl`. */
export async function openStands(seed: number, callbackUrl: string): Promise<Stand[]> {
	return await Promise.all(
		[wooCommerceStand, shopifyStand, boxStand, ecwidStand].map(
			async (open) => await open(seed, callbackUrl),
		),
	);
}

async function wooCommerceStand(seed: number, callbackUrl: string): Promise<Stand> {
	const sandbox = await WooCommerceSandbox.start(seed, systemClock, {
		orders: 20,
		products: 50,
		webhooks: { latency: 0 },
	});
	const [credential] = demoCredentials(sandbox);
	return {
		vendor: 'WooCommerce',
		elementKey: 'woocommercerest',
		captures: 'webhooks, and a poll every 20 s for what they miss',
		credential,
		workflow: exampleWorkflow('woocommerce-hybrid.json', {
			'WooCommerce Poll': everySeconds(20),
			'Signed Event': { callbackUrl },
		}),
		happen: async (tell) => {
			tell(`somebody orders: order ${String(sandbox.shop.create('orders').id)}`);
			await sandbox.webhooks.idle();
		},
		close: async () => await sandbox.close(),
	};
}

async function shopifyStand(seed: number, callbackUrl: string): Promise<Stand> {
	const scopes = ['read_orders', 'read_customers'];
	const sandbox = await ShopifySandbox.start({ seed, scopes, takesAnyUrl: true });
	return {
		vendor: 'Shopify',
		elementKey: 'shopify',
		captures: 'webhooks',
		credential: shopifyCredential(sandbox),
		workflow: exampleWorkflow('shopify.json', { 'Signed Event': { callbackUrl } }),
		happen: async (tell) => {
			const acts = sandbox.objects.create('orders');
			const id = String(acts[0].body.id);
			tell(`somebody orders: order ${id}`);
			const more = {
				...{ name: `#${id.slice(-4)}`, currency: 'EUR', total_price: '49.90' },
				financial_status: 'paid',
				line_items: [{ title: 'Nordic Oak Bowl', quantity: 1, price: '49.90' }],
			};
			await sandbox.announce(acts.map((act) => ({ ...act, body: { ...act.body, ...more } })));
		},
		close: async () => await sandbox.close(),
	};
}

async function boxStand(seed: number, callbackUrl: string): Promise<Stand> {
	const sandbox = await BoxSandbox.start(seed, systemClock, { takesAnyUrl: true });
	const { app, user, items } = sandbox;
	// Without this scope, the health page would begin with a warning.
	app.mayManageEnterprise = true;
	const folder = items.add('folder', 'Contracts', user);
	folder.collaborators.add(app.serviceAccount.id);
	let uploads = 0;
	return {
		vendor: 'Box',
		elementKey: 'box',
		captures: 'webhooks on the folder Contracts',
		credential: boxCredential(sandbox),
		workflow: exampleWorkflow('box.json', {
			Box: { targets: folder.id },
			'Signed Event': { callbackUrl },
		}),
		happen: async (tell) => {
			const name = `Contract ${++uploads}.pdf`;
			const file = await sandbox.acts.upload(name, user, folder);
			tell(`somebody uploads ${name}: file ${file.id}`);
		},
		close: async () => await sandbox.close(),
	};
}

async function ecwidStand(seed: number, callbackUrl: string): Promise<Stand> {
	const sandbox = await EcwidSandbox.start(seed, systemClock);
	const { webhooks, store } = sandbox;
	const workflow = exampleWorkflow('ecwid.json', { 'Signed Event': { callbackUrl } });
	const trigger = workflow.nodes.find(({ name }) => name === 'Ecwid');
	return {
		vendor: 'Ecwid',
		elementKey: 'ecwid',
		captures: 'webhooks, and a catch-up every 15 minutes',
		credential: ecwidCredential(sandbox),
		workflow,
		connect: (n8nUrl) => {
			webhooks.url = `${n8nUrl}/webhook/${String(trigger?.webhookId)}/webhook`;
		},
		happen: async (tell) => {
			tell(`somebody orders: order ${String(store.create('orders').id)}`);
			await webhooks.deliverDue();
		},
		close: async () => await sandbox.close(),
	};
}
