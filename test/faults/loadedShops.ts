import { isoSecond } from '../../nodes/core/dates';
import { demoCredentials, everySeconds, exampleWorkflow } from '../n8n/support/demo';
import type { CredentialStub, WorkflowJson, WorkflowNode } from '../n8n/support/n8n';
import { BoxSandbox } from '../sandbox/box/server';
import type { BoxItem } from '../sandbox/box/items';
import type { Clock } from '../sandbox/clock';
import { EcwidSandbox } from '../sandbox/ecwid/server';
import type { Random } from '../sandbox/random';
import type { RequestLog } from '../sandbox/requestLog';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import {
	boxCredential,
	ecwidCredential,
	shopifyCredential,
} from '../n8n/support/vendorCredentials';

/** A shop with many objects, and the trigger that loads them. */
export interface LoadedShop {
	vendor: string;
	/** How the log of n8n names it in "The load of … of <account> has ended". */
	account(): string;
	/** The `elementKey` of its events. */
	elementKey: string;
	credential: CredentialStub;
	/** The trigger's node, without its position. */
	trigger: Omit<WorkflowNode, 'position'>;
	/** SQL for the column `event`: what tells states of an object apart. */
	stateOf: string;
	requests: RequestLog;
	/** What a person does at the vendor once n8n runs. */
	connect?(n8nUrl: string): void;
	/** Creates, changes or deletes an object. Resolves when the vendor has sent its webhooks. */
	act(random: Random): Promise<void>;
	/** The state of each object, by its id. */
	states(): Map<string, string>;
	/** Ids of objects that were deleted since the load began. */
	deleted: ReadonlySet<string>;
	/** The requests that read pages of the load, and the fewest that would be enough. */
	pages(): number;
	leastPages(): number;
	/** The most pages that a kill makes the node read again: those of one look or poll. */
	pagesOfLook: number;
	close(): Promise<void>;
}

/** Opens a shop with a number of objects. */
export type OpenShop = (objects: number, seed: number) => Promise<LoadedShop>;

const DAY = 24 * 3_600_000;
/** How often a check looks for missed events. */
const CHECKS = { checkInterval: 1 };
/** A load takes executions of at most this many events. */
const BATCH = Number(process.env.LOAD_BATCH ?? 100);
/** WooCommerce's default is ten times as large. */
const POLL_BATCH = Number(process.env.LOAD_BATCH ?? 1_000);
const PAGE = 100;
const BOX_PAGE = 500;
/** A look reads the events of four executions. */
const LOOK = 4 * BATCH;

/** The vendor's clock, which is set to the past while the shop gets its objects. */
class PastClock implements Clock {
	private past?: number;

	now(): number {
		return this.past ?? Date.now();
	}

	/** Begins an act at one time, although it reads the clock several times, and returns that time too. */
	begin<Act>(act: () => Act): { begun: Act; at: number } {
		const at = Date.now();
		this.past = at;
		const begun = act();
		this.past = undefined;
		return { begun, at };
	}

	/** Lets something happen a number of times, spread evenly over the last days. */
	async spread(times: number, days: number, happen: (index: number) => unknown): Promise<void> {
		const start = Date.now() - days * DAY;
		for (let index = 0; index < times; index++) {
			this.past = start + Math.floor((index * (days * DAY - DAY / 24)) / times);
			await happen(index);
		}
		this.past = undefined;
	}
}

function triggerOf(file: string, name: string, parameters: Record<string, unknown>): WorkflowNode {
	const { nodes } = exampleWorkflow(file, { [name]: parameters });
	const found = nodes.find((node) => node.name === name);
	if (found === undefined) throw new Error(`${file} has no node ${name}`);
	return found;
}

/** The example with its trigger replaced, so that it stores the events of a vendor in a table. */
export function tableWorkflow(id: string, { trigger }: LoadedShop): WorkflowJson {
	const made = exampleWorkflow('events-to-postgresql.json', {});
	const nodes = made.nodes.map((node) =>
		node.name === 'Receive' ? { ...trigger, name: 'Receive', position: node.position } : node,
	);
	return { ...made, id, name: id, nodes: nodes as WorkflowNode[] };
}

/** The share of acts that create, and of those that delete. The others change an object. */
const [CREATIONS, DELETIONS] = [0.2, 0.1];

/** Objects are changed once each, so that the second of a change tells its states apart. */
function chooser(ids: string[]): (random: Random) => 'create' | { id: string; deletes: boolean } {
	return (random) => {
		const id = random.chance(CREATIONS)
			? undefined
			: ids.splice(random.integer(0, ids.length - 1), 1)[0];
		return id === undefined ? 'create' : { id, deletes: random.chance(DELETIONS) };
	};
}

async function wooCommerceShop(objects: number, seed: number): Promise<LoadedShop> {
	const clock = { now: () => Date.now() };
	const sandbox = await WooCommerceSandbox.start(seed, clock, { orders: objects });
	const { shop, requests } = sandbox;
	const choose = chooser(shop.ids('orders').map(String));
	const deleted = new Set<string>();
	const [credential] = demoCredentials(sandbox);
	// The polls beside the load read only what has changed since, or only some fields.
	const listed = () =>
		requests.all(
			({ parameters: { offset, modified_after, _fields } }) =>
				offset !== undefined && modified_after === undefined && _fields === undefined,
		).length;
	return {
		...{ vendor: 'WooCommerce', elementKey: 'woocommercerest', credential, requests, deleted },
		account: () => new URL(sandbox.url).host,
		trigger: triggerOf('woocommerce-poll.json', 'WooCommerce', {
			...everySeconds(2),
			...{ resources: ['orders'], startFrom: 'everything', batchSize: POLL_BATCH },
		}),
		stateOf: "event#>>'{raw,date_modified_gmt}'",
		act: async (random) => {
			const choice = choose(random);
			if (choice === 'create') return void shop.create('orders');
			const { id, deletes } = choice;
			if (!deletes) return void shop.update('orders', Number(id), { status: 'completed' });
			shop.remove('orders', Number(id));
			deleted.add(id);
		},
		states: () =>
			new Map(
				shop
					.ids('orders')
					.map((id) => [String(id), String(shop.get('orders', id)?.date_modified_gmt)]),
			),
		pages: listed,
		leastPages: () => Math.ceil(objects / PAGE),
		pagesOfLook: Math.ceil(POLL_BATCH / PAGE),
		close: async () => await sandbox.close(),
	};
}

async function shopifyShop(objects: number, seed: number): Promise<LoadedShop> {
	const clock = new PastClock();
	const scopes = ['read_orders', 'read_all_orders'];
	// Points a second of Shopify Plus (https://shopify.dev/docs/api/usage/limits).
	const budget = { restoreRate: 1_000, maximum: 20_000 };
	const sandbox = await ShopifySandbox.start({ seed, clock, scopes, budget, takesAnyUrl: true });
	const { objects: stored, requests } = sandbox;
	await clock.spread(objects, 100, () => stored.create('orders'));
	const choose = chooser(stored.existingOf('orders').map(({ id }) => id));
	const deleted = new Set<string>();
	return {
		...{ vendor: 'Shopify', elementKey: 'shopify', requests, deleted, stateOf: "event->>'date'" },
		account: () => sandbox.domain,
		credential: shopifyCredential(sandbox),
		trigger: triggerOf('shopify.json', 'Shopify', {
			topics: ['orders/create', 'orders/updated', 'orders/delete'],
			...{ startFrom: 'everything', batchSize: BATCH, options: CHECKS },
		}),
		act: async (random) => {
			const choice = choose(random);
			if (choice === 'create') return void (await sandbox.announce(stored.create('orders')));
			const { id, deletes } = choice;
			await sandbox.announce(deletes ? stored.delete(id) : stored.update(id));
			if (deletes) deleted.add(id);
		},
		states: () =>
			new Map(stored.existingOf('orders').map(({ id, updatedAt }) => [id, isoSecond(updatedAt)])),
		pages: () => requests.all(({ parameters: { operation } }) => operation === 'orders').length,
		// The node reads 100 orders a page: 250 with refunds and fulfillments may cost more than a query can.
		leastPages: () => Math.ceil(objects / PAGE),
		pagesOfLook: Math.ceil(LOOK / PAGE),
		close: async () => await sandbox.close(),
	};
}

async function ecwidShop(objects: number, seed: number): Promise<LoadedShop> {
	const clock = new PastClock();
	const sandbox = await EcwidSandbox.start(seed, clock);
	const { webhooks, store, requests } = sandbox;
	await clock.spread(objects, 100, () => store.create('orders'));
	const choose = chooser(store.list('orders').map(({ object }) => String(object.id)));
	const deleted = new Set<string>();
	const trigger = triggerOf('ecwid.json', 'Ecwid', {
		...{ startFrom: 'everything', batchSize: BATCH, options: CHECKS },
	});
	return {
		...{ vendor: 'Ecwid', elementKey: 'ecwid', requests, deleted, trigger },
		stateOf: "event->>'date'",
		account: () => String(store.storeId),
		credential: ecwidCredential(sandbox),
		connect: (n8nUrl) => {
			webhooks.url = `${n8nUrl}/webhook/${String(trigger.webhookId)}/webhook`;
		},
		act: async (random) => {
			const choice = choose(random);
			if (choice === 'create') store.create('orders');
			else if (choice.deletes) {
				store.remove('orders', choice.id);
				deleted.add(choice.id);
			} else store.update('orders', choice.id, { paymentStatus: 'PAID' });
			await webhooks.deliverDue();
		},
		states: () =>
			new Map(
				store.list('orders').map(({ object, updated }) => [String(object.id), isoSecond(updated)]),
			),
		pages: () => requests.all(({ path }) => path.endsWith('/orders')).length,
		leastPages: () => Math.ceil(objects / PAGE),
		pagesOfLook: Math.ceil(LOOK / PAGE),
		close: async () => await sandbox.close(),
	};
}

async function boxShop(objects: number, seed: number): Promise<LoadedShop> {
	const clock = new PastClock();
	const sandbox = await BoxSandbox.start(seed, clock, { takesAnyUrl: true });
	const { app, user, items, acts, requests } = sandbox;
	app.mayManageEnterprise = true;
	const folder = items.add('folder', 'Contracts', user);
	folder.collaborators.add(app.serviceAccount.id);
	const files = new Map<string, BoxItem>();
	const states = new Map<string, string>();
	const keep = (file: BoxItem, at: number) => {
		files.set(file.id, file);
		states.set(file.id, isoSecond(at));
	};
	// Box keeps the events of two weeks in the stream of a user.
	await clock.spread(objects, 12, async (index) =>
		keep(await acts.upload(`Contract ${index}.pdf`, user, folder), clock.now()),
	);
	const choose = chooser([...files.keys()]);
	const deleted = new Set<string>();
	return {
		...{ vendor: 'Box', elementKey: 'box', requests, deleted, stateOf: "event->>'date'" },
		account: () => `enterprise_${sandbox.enterpriseId}`,
		credential: boxCredential(sandbox),
		trigger: triggerOf('box.json', 'Box', {
			...{ targets: folder.id, startFrom: 'date', batchSize: BATCH, options: CHECKS },
			startDate: new Date(Date.now() - 13 * DAY).toISOString(),
		}),
		act: async (random) => {
			const choice = choose(random);
			if (choice === 'create') {
				const name = `New ${random.integer(0, 1e9)}.pdf`;
				const { begun, at } = clock.begin(() => acts.upload(name, user, folder));
				return keep(await begun, at);
			}
			const { id, deletes } = choice;
			const file = files.get(id) as BoxItem;
			const { begun, at } = clock.begin(() =>
				deletes ? acts.trash(file, user) : acts.rename(file, `Renamed ${id}.pdf`, user),
			);
			await begun;
			states.set(id, isoSecond(at));
		},
		states: () => states,
		pages: () => requests.all(({ path }) => path === '/2.0/events').length,
		leastPages: () => Math.ceil(objects / BOX_PAGE),
		pagesOfLook: Math.ceil(LOOK / BOX_PAGE),
		close: async () => await sandbox.close(),
	};
}

/** How to open the shop of each vendor. */
export const SHOPS: Readonly<Record<string, OpenShop>> = {
	WooCommerce: wooCommerceShop,
	Shopify: shopifyShop,
	Ecwid: ecwidShop,
	Box: boxShop,
};
