/**
 * `npm start`: the real n8n with this package, a sandbox shop that sells something now and then, and
 * a callback that checks each signature. Ends with Ctrl-C and leaves no process behind.
 */
import { startSandbox } from '../sandbox/sandbox';
import { startCallback, type Callback, type Notification } from './callback';
import {
	demoCredentials,
	everySeconds,
	exampleWorkflow,
	SIGNATURE_SECRET,
	tradeNowAndThen,
} from './demo';
import { owner, startN8n, type N8n } from './n8n';
import { packPackage } from './pack';

const say = (line = '') => console.log(line);

async function main(): Promise<void> {
	const [sandbox, callback, packed] = await Promise.all([
		startSandbox({ seed: Date.now(), wooCommerce: { orders: 20, products: 50 } }),
		startCallback(SIGNATURE_SECRET),
		packPackage(),
	]);
	const shop = sandbox.wooCommerce;
	const workflow = exampleWorkflow('woocommerce-poll.json', {
		WooCommerce: everySeconds(20),
		'Signed Event': { callbackUrl: callback.url },
	});
	const n8n = await startN8n({
		packages: [packed.directory],
		credentials: demoCredentials(shop),
		workflows: [workflow],
		editor: 'served',
		log: (line) => say(`  ${line}`),
	});
	const stopTrading = tradeNowAndThen(shop.shop, say);
	const stop = async () => {
		say('\nStopping …');
		stopTrading();
		await n8n.stop();
		await Promise.all([callback.close(), sandbox.close()]);
		process.exit(0);
	};
	process.once('SIGINT', () => void stop());
	process.once('SIGTERM', () => void stop());
	await n8n.rest('GET', '/rest/login');
	greet(n8n, shop.url);
	showArrivals(callback);
}

function greet(n8n: N8n, shopUrl: string): void {
	say();
	say(`n8n ${n8n.version} is running with n8n-nodes-signed-events.`);
	say(`  Open   ${n8n.url}   (e-mail ${owner.email}, password ${owner.password})`);
	say(`  Shop   ${shopUrl}   (a sandbox that behaves like WooCommerce; it sells now and then)`);
	say('  Polled every 20 seconds. Each signed event that arrives at the callback is shown here:');
	say();
}

function showArrivals({ received }: Callback): void {
	let shown = 0;
	setInterval(() => {
		for (const notification of received.slice(shown))
			describe(notification).forEach((line) => say(line));
		shown = received.length;
	}, 200);
}

function describe({ verified, events }: Notification): string[] {
	const proof = verified ? 'signature verified' : 'SIGNATURE WRONG';
	return events.map(
		({ eventType, objectType, objectId, date }) =>
			`  ← ${eventType} ${objectType} ${objectId} of ${date} (${proof})`,
	);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
