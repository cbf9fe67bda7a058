import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Random } from '../sandbox/random';
import { startCallback, type Callback } from '../n8n/support/callback';
import {
	demoCredentials,
	everySeconds,
	exampleWorkflow,
	SIGNATURE_SECRET,
} from '../n8n/support/demo';
import { DURABLE } from '../n8n/support/durable';
import { buildProver } from '../n8n/fixtures/prover/build';
import { startDownstream, SUCCEEDS, type Downstream } from '../n8n/fixtures/prover/downstream';
import { Hub } from '../n8n/fixtures/prover/hub';
import { PersistentVendor } from '../n8n/fixtures/prover/persistentVendor';
import { hubCredential, proverWorkflow } from '../n8n/fixtures/prover/workflow';
import { startN8n, type N8n } from '../n8n/support/n8n';
import type { Line } from '../n8n/install/places';
import { packPackage } from '../n8n/install/pack';
import { pause, waitFor } from '../n8n/support/waitFor';

/** The workflows of the setting, one for each way that events come in. */
export const POLLED = 'signedEventsPoll';
export const RECEIVED = 'received';
export const FINISHED = 'finished';

/** How n8n is set up. */
export interface HostSettings {
	name: string;
	/** Which line of n8n. Defaults to the newest. */
	line?: Line;
	/** Whether n8n stores a poll's cursor with its execution. */
	isDurable: boolean;
	environment: Record<string, string>;
}

/** The older line, which responds to a delivery before it stores the execution. */
export const OLDER_HOST: HostSettings = {
	name: '1.123',
	line: '1.123',
	isDurable: false,
	environment: {},
};

export const HOSTS: readonly HostSettings[] = [
	{ name: 'as it is installed', isDurable: false, environment: {} },
	{ name: 'with durable cursors', isDurable: true, environment: DURABLE },
];

const POLL_EVERY_S = 3;
const POLLS_LIMIT_MS = 90_000;
const STOCK = { orders: 20, products: 400 };

/** A change that the shop has made, and when. */
interface ShopChange {
	objectId: string;
	at: number;
}

/** A real n8n with the three ways in, a vendor on each, and what counts on the other side. */
export interface Setting {
	n8n: N8n;
	packageDirectory: string;
	sandbox: Sandbox;
	callback: Callback;
	hub: Hub;
	downstream: Downstream;
	vendors: Record<typeof RECEIVED | typeof FINISHED, PersistentVendor>;
	random: Random;
	/** All changes of the shop so far: new orders, and products that are changed once each. */
	changes: ShopChange[];
	changeShop(): void;
	url(workflow: string): string;
	close(): Promise<void>;
}

/** Starts it all; everything random follows from `seed`. */
export async function startSetting(
	seed: number,
	{ environment, line }: Pick<HostSettings, 'environment' | 'line'> = HOSTS[0],
): Promise<Setting> {
	const [sandbox, callback, hub, downstream, packed] = await Promise.all([
		startSandbox({ seed, wooCommerce: STOCK }),
		startCallback(SIGNATURE_SECRET),
		Hub.open(),
		startDownstream(),
		packPackage(),
	]);
	const random = new Random(seed);
	const pace = new Random(seed + 1);
	// Some time passes in each workflow, so that a kill finds some of them on their way.
	downstream.decide = async () => {
		await pause(pace.integer(0, 300));
		return SUCCEEDS;
	};
	const n8n = await startN8n({
		environment,
		line,
		packages: [packed.directory, await buildProver()],
		credentials: [...demoCredentials(sandbox.wooCommerce), hubCredential(hub)],
		workflows: [
			exampleWorkflow('woocommerce-poll.json', {
				WooCommerce: everySeconds(POLL_EVERY_S),
				'Signed Event': { callbackUrl: callback.url },
			}),
			proverWorkflow(RECEIVED, downstream.url, { topics: ['order.updated'] }),
			proverWorkflow(FINISHED, downstream.url, {
				topics: ['order.updated'],
				acknowledge: 'finished',
			}),
		],
	});
	// With durable cursors, n8n begins its polls only after the activation. The first one records the shop as it is.
	await twoPollsOf(sandbox);
	const { shop } = sandbox.wooCommerce;
	const products = shop.ids('products');
	const changes: ShopChange[] = [];
	const vendors = { received: new PersistentVendor(), finished: new PersistentVendor() };
	return {
		n8n,
		packageDirectory: packed.directory,
		sandbox,
		callback,
		hub,
		downstream,
		vendors,
		random,
		changes,
		changeShop: () => {
			const product = random.chance(0.5) ? products.pop() : undefined;
			if (product !== undefined)
				shop.update('products', product, { name: `Changed ${Date.now()}` });
			const id = product ?? shop.create('orders', { line_items: [] }).id;
			changes.push({ objectId: String(id), at: Date.now() });
		},
		url: (workflow) =>
			`${n8n.url}/webhook/hook-${workflow}/${workflow === FINISHED ? 'finished' : 'webhook'}`,
		close: async () => {
			await Promise.all(Object.values(vendors).map(async (vendor) => await vendor.stop()));
			await n8n.stop();
			await Promise.all([sandbox.close(), callback.close(), hub.close(), downstream.close()]);
		},
	};
}

/** Waits until two more polls have read the shop through. */
export async function twoPollsOf({ wooCommerce: { requests } }: Sandbox): Promise<void> {
	const before = requests.length;
	await waitFor(() => requests.length >= before + 8, POLLS_LIMIT_MS, 'two polls');
}

/** Lets something happen again and again, a moment apart, until it is told to stop. */
export function keepOn(random: Random, act: () => void): () => Promise<void> {
	let isOver = false;
	const done = (async () => {
		while (!isOver) {
			act();
			await pause(random.integer(40, 160));
		}
	})();
	return async () => {
		isOver = true;
		await done;
	};
}
