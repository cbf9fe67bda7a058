/**
 * n8n is stopped and killed while Shopify sends: once through the proxy of `compose/Caddyfile`, once
 * straight to n8n. `RESTARTS` says how often, `FAULT_SEED` how and when.
 */
import { isLong } from '../long';
import { packPackage } from '../n8n/install/pack';
import { freePorts } from '../n8n/install/ports';
import { startCallback, type Callback } from '../n8n/support/callback';
import { signatureCredential, SIGNATURE_SECRET } from '../n8n/support/demo';
import { startN8n, type N8n } from '../n8n/support/n8n';
import { pause, waitFor } from '../n8n/support/waitFor';
import type { Server } from '../queue/server';
import { Random } from '../sandbox/random';
import { caddyObstacle, startCaddy } from './caddy';
import { HastyShop } from './hastyShop';

const RESTARTS = Number(process.env.RESTARTS ?? (isLong ? 10 : 3));
const SEED = Number(process.env.FAULT_SEED ?? 27);
const SETTLE_LIMIT_MS = 300_000;
/** No more than n8n gets done after a start: on a slow machine, deliveries would time out. */
const AT_ONCE = 30;
/** Orders at once. */
const BURST = 5;
const LOOK_AGAIN_MS = 5;
const DIRECT_FROM = 1_000_000;
const PROXIED_FROM = 2_000_000;

const throughRestarts = () => {
	let callback: Callback;
	let caddy: Server;
	let direct: HastyShop;
	let proxied: HastyShop;
	let n8n: N8n;
	const random = new Random(SEED);

	beforeAll(async () => {
		const [port, proxyPort] = await freePorts();
		const origin = `http://127.0.0.1:${port}`;
		[callback, caddy, direct, proxied] = await Promise.all([
			startCallback(SIGNATURE_SECRET),
			startCaddy(proxyPort, `127.0.0.1:${port}`),
			HastyShop.open('direct', SEED, DIRECT_FROM, () => origin),
			HastyShop.open('proxied', SEED + 1, PROXIED_FROM),
		]);
		n8n = await startN8n({
			port,
			environment: { WEBHOOK_URL: `http://127.0.0.1:${proxyPort}/`, N8N_PROXY_HOPS: '1' },
			packages: [(await packPackage()).directory],
			credentials: [signatureCredential, direct.credential, proxied.credential],
			workflows: [direct.workflow(callback), proxied.workflow(callback)],
		});
	}, 600_000);

	afterAll(async () => {
		await n8n?.stop();
		await Promise.all([callback?.close(), caddy?.stop(), direct?.close(), proxied?.close()]);
	}, 60_000);

	/** Sells in the moment, of less than 150 ms, in which n8n answers each webhook with a 200. */
	async function sellOnceItListens(): Promise<void> {
		const listens = async () =>
			await fetch(`${n8n.url}/healthz/readiness`).then(
				() => true,
				() => false,
			);
		while (!(await listens())) await pause(LOOK_AGAIN_MS);
		for (const shop of [direct, proxied]) for (let count = 0; count < BURST; count++) shop.sell();
	}

	it(
		`a proxy that asks for readiness loses no delivery in ${RESTARTS} restarts (seed ${SEED})`,
		async () => {
			for (const shop of [direct, proxied])
				await waitFor(() => shop.subscriptions.length === 1, SETTLE_LIMIT_MS, 'the subscription');
			let isOver = false;
			const selling = (async () => {
				while (!isOver) {
					for (const shop of [direct, proxied]) if (shop.open < AT_ONCE) shop.sell();
					await pause(random.integer(150, 450));
				}
			})();
			for (let count = 0; count < RESTARTS; count++) {
				await pause(random.integer(0, 2_000));
				await n8n.kill(random.pick(['SIGTERM', 'SIGKILL'] as const));
				await Promise.all([n8n.restart(), sellOnceItListens()]);
				await pause(1_000);
			}
			isOver = true;
			await selling;
			await waitFor(
				() => direct.open + proxied.open === 0,
				SETTLE_LIMIT_MS,
				'every delivery to be accepted',
			);
			const [without, withProxy] = [direct.count(callback), proxied.count(callback)];
			for (const [how, one] of Object.entries({ 'without a proxy': without, 'with it': withProxy }))
				process.stdout.write(
					`${RESTARTS} restarts, ${how}: ${one.deliveries} deliveries, ${one.failedAttempts} attempts failed, ${one.tooEarly} were answered 200 by an n8n that was not ready, ${one.lost.length} lost, ${one.repeated.length} came again\n`,
				);
			expect(withProxy.failedAttempts).toBeGreaterThan(0);
			expect(withProxy).toMatchObject({ tooEarly: 0, lost: [] });
			// Without the proxy, only what n8n answered too early may be missing.
			expect(without.lost.length).toBeLessThanOrEqual(without.tooEarly);
		},
		300_000 + RESTARTS * 60_000,
	);
};

const obstacle = caddyObstacle();
if (obstacle === undefined) describe('n8n behind Caddy', throughRestarts);
else
	it('the proxy could not be tested on this machine', () => {
		process.stdout.write(`compose/Caddyfile was NOT tested: this machine has ${obstacle}\n`);
		// On a machine that is to test everything, that is a failure.
		expect(process.env.CADDY_REQUIRED).toBeUndefined();
	});
