/**
 * While a load is under way, a look reads only what four executions take. A bulk edit can give more rows than that the same
 * date. The load stopped there, without a line in the log: each look read the same rows again.
 */
import { ok } from '../../nodes/core/result';
import { look } from '../../nodes/Shopify/catchUp/look';
import { setUp } from '../unit/host/trigger/ledger';
import { CatchUpStage, MINUTE, SECOND, SETTLED } from '../unit/Shopify/catchUp/stage';

afterEach(() => jest.restoreAllMocks());

const LATER = 5;
/** 200 orders with it exceed the 32 MB of a look. */
const NOTE = 'x'.repeat(200_000);

/** A shop whose orders have one date, except the last ones, and a process that loads them. */
async function load(orders: number, batchSize: number) {
	const shop = new CatchUpStage('orders/create');
	const { objects, clock } = shop;
	for (let index = 0; index < orders; index++) objects.create('orders');
	clock.advance(SECOND);
	for (let index = 0; index < LATER; index++) objects.create('orders');
	clock.advance(SETTLED);
	const { ledger, node, steady, startProcess } = setUp();
	jest.spyOn(Date, 'now').mockImplementation(() => clock.now());
	ledger.begin = async () => ok({ cursor: { since: clock.now(), watermark: clock.now() } });
	ledger.look = async (_connection, cursor, how) => {
		ledger.wanted.push(how?.rows);
		return await look(shop.connection, cursor, how);
	};
	node.parameters = { startFrom: 'everything', batchSize };
	const { wait, tick } = await startProcess('activate');
	const pass = (milliseconds: number) => {
		clock.advance(milliseconds);
		steady.now += milliseconds;
	};
	return { ledger, node, wait, tick, pass };
}

it('a load comes past rows that have the same date, although they are more than a short look reads', async () => {
	const { ledger, wait } = await load(150, 1);
	const found = new Set<unknown>();
	for (let looks = 0; looks < 4; looks++) for (const id of await wait()) found.add(id);
	expect(found.size).toBe(150 + LATER);
	expect(ledger.wanted[0]).toBe(4);
});

it('a load that comes no further says so, and continues at the next check', async () => {
	const { ledger, node, wait, tick, pass } = await load(150, 1);
	const { look: further } = ledger;
	// Shopify returns the same place for a while.
	ledger.look = async (_connection, cursor) =>
		ok({ changes: [], cursor: { ...cursor }, hasMore: true });
	await wait();
	await wait();
	expect(node.log.filter((line) => line.includes('ended where it began'))).toHaveLength(1);
	ledger.look = further;
	pass(15 * MINUTE);
	const found = new Set<unknown>(await tick());
	for (let looks = 0; looks < 4; looks++) for (const id of await wait()) found.add(id);
	expect(found.size).toBe(150 + LATER);
});

it('a look comes past large orders that have the same date', async () => {
	const shop = new CatchUpStage('orders/create');
	const { send } = shop.connection;
	const withNotes: typeof send = async (request) => {
		const answer = await send(request);
		if (!answer.ok || !request.url.endsWith('/orders.json')) return answer;
		const body = answer.value.body.toString().replaceAll('"id":', `"note":"${NOTE}","id":`);
		return ok({ ...answer.value, body: Buffer.from(body) });
	};
	shop.connection = { ...shop.connection, catchUpRaw: 'rest', send: withNotes };
	await shop.begin();
	for (let index = 0; index < 250; index++) shop.objects.create('orders');
	shop.clock.advance(MINUTE);
	shop.objects.create('orders');
	shop.clock.advance(SETTLED);
	const found = new Set(await shop.found());
	for (let looks = 0; looks < 2; looks++) for (const one of await shop.found()) found.add(one);
	expect(found.size).toBe(250 + 1);
});
