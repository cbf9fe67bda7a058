/**
 * Loads of the objects that shops already have into a table of PostgreSQL, while the shops change and n8n is killed at
 * random moments. The long run loads all vendors, in one n8n. `npm test` loads WooCommerce, because the catch-up of the
 * others reads the last two minutes later. `LOAD_OBJECTS`, `LOAD_KILLS`, `LOAD_BATCH` and `LOAD_VENDORS` set other values.
 */
import { readFileSync } from 'node:fs';

import { isLong } from '../long';
import { packPackage } from '../n8n/install/pack';
import { freePorts } from '../n8n/install/ports';
import { startN8n, type N8n } from '../n8n/support/n8n';
import { DURABLE } from '../n8n/support/durable';
import { pause, waitFor } from '../n8n/support/waitFor';
import { postgresObstacle, startPostgres } from '../queue/postgres';
import { queryPostgres } from '../queue/queryPostgres';
import type { Server } from '../queue/server';
import { Random } from '../sandbox/random';
import { SHOPS, tableWorkflow, type LoadedShop } from './loadedShops';

const OBJECTS = Number(process.env.LOAD_OBJECTS ?? (isLong ? 5_000 : 200));
const KILLS = Number(process.env.LOAD_KILLS ?? (isLong ? 5 : 1));
const ALL = Object.keys(SHOPS).join();
const VENDORS = (process.env.LOAD_VENDORS ?? (isLong ? ALL : 'WooCommerce')).split(',');
const SEED = Number(process.env.FAULT_SEED ?? 7);
const LIMIT_MS = 180_000 + OBJECTS * VENDORS.length * 20 + KILLS * 60_000;
const isVerbose = process.env.SIGNED_EVENTS_VERBOSE === '1';
const obstacle = postgresObstacle();
const ENDED = /The load of .+ of (\S+) has ended/g;

interface Row {
	object_id: string;
	event_type: string;
	state: string | null;
}

/** A load reads at most this many times the fewest pages, and some for each kill and for each deletion. */
const MOST_PAGES = 1.05;

/** Returns what differs between a shop and the last rows of its objects, as texts. */
function differences(shop: LoadedShop, rows: readonly Row[]): string[] {
	const states = shop.states();
	const last = new Map(rows.map((row) => [row.object_id, row]));
	const found: string[] = [];
	for (const [id, state] of states)
		if (last.get(id)?.state !== state) found.push(`${id} is ${state}, not ${last.get(id)?.state}`);
	for (const { object_id: id, event_type: type } of rows)
		if (!states.has(id) && (type !== 'DELETED' || !shop.deleted.has(id)))
			found.push(`${id} is gone, not ${type}`);
	return found;
}

describe('loads into a table, with kills of n8n and live changes', () => {
	const random = new Random(SEED);
	const shops = new Map<string, LoadedShop>();
	let postgres: Server;
	let n8n: N8n;
	let peak = 0;
	let isChanging = true;

	beforeAll(async () => {
		if (obstacle !== undefined) return;
		for (const vendor of VENDORS) shops.set(vendor, await SHOPS[vendor](OBJECTS, SEED));
		postgres = await startPostgres();
		const [port] = await freePorts();
		for (const shop of shops.values()) shop.connect?.(`http://127.0.0.1:${port}`);
		n8n = await startN8n({
			port,
			packages: [(await packPackage()).directory],
			credentials: [
				...[...shops.values()].map(({ credential }) => credential),
				{
					id: 'postgres',
					name: 'PostgreSQL',
					type: 'postgres',
					data: {
						...{ host: '127.0.0.1', database: 'postgres', user: 'postgres', password: '' },
						...{ port: postgres.port, ssl: 'disable' },
					},
				},
			],
			// Published below: n8n's own command would start them as after a restart, without a load.
			workflows: [...shops].map(([vendor, shop]) => ({
				...tableWorkflow(vendor, shop),
				active: false,
			})),
			environment: {
				...DURABLE,
				...{ N8N_SCHEDULER_EXECUTOR_INTERVAL: '1', EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none' },
			},
		});
		await n8n.publish([...shops.keys()]);
	}, 600_000);

	afterAll(async () => {
		isChanging = false;
		await n8n?.stop();
		await postgres?.stop();
		await Promise.all([...shops.values()].map(async (shop) => await shop.close()));
	}, 60_000);

	const query = async (sql: string) => await queryPostgres(postgres.port, sql);
	const stored = async () => {
		const [{ exists }] = await query(
			"SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = 'signed_events')",
		);
		if (exists !== true) return 0;
		const sql = 'SELECT count(DISTINCT (element_key, object_id))::int AS count FROM signed_events';
		return Number((await query(sql))[0].count);
	};
	const differencesOf = async (shop: LoadedShop) => {
		const rows = await query(
			`SELECT DISTINCT ON (object_id) object_id, event_type, ${shop.stateOf} AS state FROM signed_events
			 WHERE element_key = '${shop.elementKey}' ORDER BY object_id, date DESC, stored_at DESC`,
		);
		return differences(shop, rows as unknown as Row[]);
	};
	/** What each shop was asked for until its load had ended, and when. Later checks read further pages. */
	const untilEnded = async (startedAt: number) =>
		await Promise.all(
			[...shops.values()].map(async (shop) => {
				const hasEnded = () =>
					[...n8n.output().matchAll(ENDED)].some(([, account]) => account === shop.account());
				await waitFor(hasEnded, LIMIT_MS * 2, `the load of ${shop.account()} to end`);
				const seconds = Math.round((Date.now() - startedAt) / 1000);
				return { shop, pages: shop.pages(), seconds };
			}),
		);
	/** Notes the most memory that n8n's process has had. */
	const notePeak = () => {
		const status = readFileSync(`/proc/${n8n.processId}/status`, 'utf8');
		peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
	};
	/** Runs executions that a kill interrupted once more, as a person does with *Retry*. */
	const retryCrashed = async () => {
		const crashed = await n8n.query(
			`SELECT id FROM execution_entity e WHERE status IN ('crashed', 'error') AND retrySuccessId IS NULL AND retryOf IS NULL
			 AND NOT EXISTS (SELECT 1 FROM execution_entity r WHERE r.retryOf = e.id AND r.status NOT IN ('crashed', 'error'))`,
		);
		for (const { id } of crashed)
			await n8n.rest('POST', `/rest/executions/${String(id)}/retry`, { loadWorkflow: false });
		return crashed.length;
	};

	it(
		`end with tables equal to the shops: ${OBJECTS} objects of ${VENDORS.join()}, ${KILLS} kills, seed ${SEED}`,
		async () => {
			if (obstacle !== undefined) {
				process.stdout.write(`Loads into a table were NOT tested: ${obstacle}\n`);
				return;
			}
			const startedAt = Date.now();
			let [acts, retried] = [0, 0];
			const changing = Promise.all(
				[...shops.values()].map(async (shop) => {
					for (; isChanging; acts++) {
						await shop.act(random);
						await pause(random.integer(200, 1_000));
					}
				}),
			);
			const ending = untilEnded(startedAt);
			const total = OBJECTS * shops.size;
			const reaches = async (count: number) =>
				await waitFor(
					async () => {
						// Each count reads the whole table.
						await pause(OBJECTS / 100);
						return (await stored()) >= count;
					},
					LIMIT_MS,
					`${count} rows`,
				);
			for (let count = 0; count < KILLS; count++) {
				await reaches(Math.floor(((count + 0.5) / KILLS) * total * 0.8));
				await pause(random.integer(0, 1_500));
				notePeak();
				await n8n.kill('SIGKILL');
				await n8n.restart();
				retried += await retryCrashed();
			}
			await reaches(Math.floor(total * 0.95));
			isChanging = false;
			await changing;
			for (const shop of shops.values()) {
				const deadline = Date.now() + LIMIT_MS;
				let left: string[] = [];
				do {
					retried += await retryCrashed();
					await pause(2_000);
					left = await differencesOf(shop);
					if (isVerbose)
						process.stdout.write(
							`${shop.vendor}: ${left.length} differ: ${left.slice(0, 3).join('; ')}\n`,
						);
				} while (left.length > 0 && Date.now() < deadline);
				expect({ vendor: shop.vendor, count: left.length, left: left.slice(0, 5) }).toEqual({
					...{ vendor: shop.vendor, count: 0, left: [] },
				});
			}
			process.stdout.write(
				(n8n.output().match(/^.*The load of .+ has ended.*$/gm) ?? []).join('\n') + '\n',
			);
			notePeak();
			const seconds = (Date.now() - startedAt) / 1000;
			const [{ rows, ids }] = await query(
				'SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM signed_events',
			);
			const ended = await ending;
			const pages = ended.map(
				({ shop, pages: read, seconds: after }) =>
					`${shop.vendor} ${read} of at least ${shop.leastPages()} (${after} s)`,
			);
			process.stdout.write(
				`Loads: ${OBJECTS} objects of ${VENDORS.join()}, ${KILLS} kills, ${acts} changes, ${String(rows)} rows with ${String(ids)} ids, ${retried} executions retried, ${Math.round(seconds)} s, n8n at most ${Math.round(peak)} MB, pages: ${pages.join(', ')}\n`,
			);
			expect(rows).toBe(ids);
			for (const { shop, pages: read } of ended) {
				// One look more: the last one of a load finds nothing. A deletion shifts the rows of a page.
				const repeated = (KILLS + 1) * shop.pagesOfLook + shop.deleted.size;
				expect(read).toBeLessThanOrEqual(shop.leastPages() * MOST_PAGES + repeated);
			}
			// Also after a kill, and after a retry of a crashed execution, the node knows what it loads.
			const began = new Date(startedAt - 60_000).toISOString();
			expect(
				await query(
					`SELECT id, element_key, object_id, date, event_type FROM signed_events
					 WHERE date < '${began}' AND event->>'capture' <> 'backfill' ORDER BY date LIMIT 5`,
				),
			).toEqual([]);
			expect(Number(rows)).toBeGreaterThanOrEqual(total);
		},
		LIMIT_MS * 2,
	);
});
