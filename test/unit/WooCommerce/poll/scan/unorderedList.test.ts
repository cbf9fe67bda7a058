import { readPollerConfiguration } from '../../../../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { MOST_TEXT } from '../../../../../nodes/WooCommerce/poll/scan/unorderedList';
import type { Send } from '../../../../../nodes/host/http';
import { ManualClock } from '../../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../../sandbox/sandbox';
import { withCappedPages } from '../../cappedPages';
import { Polling, told } from '../polling';

/** A response that a cache has stored for another query. */
function outOfOrderOnce(send: Send): Send {
	let isDone = false;
	return async (request) => {
		const isOdd = !isDone && request.query?.offset === '1';
		if (isOdd) isDone = true;
		return await send(isOdd ? { ...request, query: { ...request.query, offset: '0' } } : request);
	};
}

describe('a list that cannot be ordered by id', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let refusal: { remove(): void };
	const ORDERED = { path: /memberships/, query: /orderby=id/ };

	beforeEach(async () => {
		clock = new ManualClock('2026-07-01T12:00:00Z');
		sandbox = await startSandbox({
			seed: 5,
			clock,
			wooCommerce: {
				customResources: [{ name: 'memberships', count: 45, filtersByDate: false }],
			},
		});
		// A plugin's list that minds `orderby`, as some do.
		refusal = sandbox.wooCommerce.faults.push({
			match: ORDERED,
			effect: { kind: 'status', status: 400, body: { code: 'rest_invalid_param' } },
		});
	});
	afterEach(async () => await sandbox.close());

	async function watching(): Promise<Polling> {
		return await polling().begin();
	}
	function polling(): Polling {
		const read = readPollerConfiguration({ memberships: { url: 'memberships', pageSize: 20 } });
		if (!read.ok) throw new Error(read.problem.message);
		return new Polling(sandbox, clock, read.value);
	}
	const shop = () => sandbox.wooCommerce.shop;

	it('is read page by page and emits nothing for existing objects', async () => {
		const polling = await watching();
		expect(polling.state?.resources.memberships.unordered).toMatchObject({
			isListed: true,
			page: 1,
		});
		expect(told(await polling.pollLater())).toEqual([]);
	});

	it.each([20, 7])('is compared as a whole if the server returns at most %d rows', async (rows) => {
		const read = readPollerConfiguration({ memberships: { url: 'memberships' } });
		if (!read.ok) throw new Error(read.problem.message);
		const polling = new Polling(sandbox, clock, read.value);
		polling.proxy = (own) => withCappedPages(own, rows);
		await polling.begin();
		const ids = shop().ids('memberships');
		for (const id of ids) shop().update('memberships', id, { name: `New ${id}` });
		const found: string[] = [];
		for (let polls = 0; polls < 3; polls++) found.push(...told(await polling.pollLater()));
		expect(found.sort()).toEqual(ids.map((id) => `UPDATED memberships ${id}`).sort());
	});

	it('is named once, with what that costs', async () => {
		const memberships = polling();
		const polls = [await memberships.poll(), await memberships.pollLater()];
		expect(polls.map(({ warnings }) => warnings)).toMatchObject([
			[{ warning: expect.stringMatching(/cannot be ordered by id, .* does not find deletes/) }],
			[],
		]);
	});

	it.each([408, 406, 400])(
		'is not one that answers %d without a code for a while',
		async (status) => {
			refusal.remove();
			const effect = { kind: 'status', status } as const;
			const fault = sandbox.wooCommerce.faults.push({ match: ORDERED, effect });
			const memberships = polling();
			const { problems } = await memberships.poll();
			expect(problems).toMatchObject([
				{ problem: { message: expect.stringContaining(`${status}`) } },
			]);
			fault.remove();
			await memberships.begin();
			const [id] = shop().ids('memberships');
			shop().remove('memberships', id);
			expect(told(await memberships.pollLater())).toEqual([`DELETED memberships ${id}`]);
		},
	);

	it('is not one that is out of order in one response', async () => {
		refusal.remove();
		const memberships = polling();
		memberships.proxy = (way) => ({ ...way, send: outOfOrderOnce(way.send) });
		await memberships.begin();
		expect(memberships.state?.resources.memberships.unordered).toBeUndefined();
	});

	it('emits creations and changes, also a change back', async () => {
		const polling = await watching();
		const { id } = shop().create('memberships', { title: 'New' });
		const old = shop().ids('memberships')[2];
		shop().update('memberships', old, { title: 'Other' });
		expect(told(await polling.pollLater()).sort()).toEqual(
			[`CREATED memberships ${id}`, `UPDATED memberships ${old}`].sort(),
		);
		expect(told(await polling.pollLater())).toEqual([]);
		shop().editDirectly('memberships', old, { title: 'No date moves' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED memberships ${old}`]);
		shop().editDirectly('memberships', old, { title: 'Other' });
		expect(told(await polling.pollLater())).toEqual([`UPDATED memberships ${old}`]);
	});

	it('leaves out an object that the shop cannot return, and names its place once', async () => {
		const polling = await watching();
		const [broken, other, last] = [22, 23, 40].map((at) => shop().ids('memberships')[at]);
		const effect = { kind: 'brokenObject', id: broken } as const;
		sandbox.wooCommerce.faults.push({ match: { path: /memberships/ }, effect });
		for (const id of [other, last]) shop().update('memberships', id, { title: 'Other' });
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told).sort()).toEqual(
			[`UPDATED memberships ${other}`, `UPDATED memberships ${last}`].sort(),
		);
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
		expect(polls.flatMap(({ warnings }) => warnings)).toMatchObject([
			{ warning: expect.stringMatching(/could not be read: (?:number 23 of the list|the next)/) },
		]);
	});

	it('continues at the page that failed', async () => {
		const polling = await watching();
		const { id } = shop().create('memberships', { title: 'New' });
		const fault = sandbox.wooCommerce.faults.push({
			match: { path: /memberships/, query: /(?:^|&)page=(?!1(?:&|$))/ },
			effect: { kind: 'status', status: 500 },
		});
		const failed = await polling.pollLater();
		expect(failed.problems).toMatchObject([{ problem: { reason: 'failing' } }]);
		fault.remove();
		const all = [...told(failed), ...told(await polling.pollLater())];
		expect([...all, ...told(await polling.pollLater())]).toEqual([`CREATED memberships ${id}`]);
	});

	it('stops storing new objects at its limit and reports that in one warning', async () => {
		const name = 'memberships';
		const polling = await watching();
		const old = shop().ids(name)[2];
		const other = Array.from({ length: MOST_TEXT / 10_000 }, (_, object) => [
			`${object} `.padEnd(10_000, 'x'),
			'00000000000000',
		]);
		polling.rewrite((stored) => stored.resources[name].loose.contents.push(...other));
		const size = polling.state?.resources[name].unordered?.digests.toMap().size;
		shop().create(name, { title: 'New' });
		shop().create(name, { title: 'Newer' });
		shop().update(name, old, { title: 'Other' });
		const result = await polling.pollLater();
		expect(told(result)).toEqual([`UPDATED memberships ${old}`]);
		expect(result.warnings).toEqual([
			{ name, warning: expect.stringMatching(/\b2 memberships\b/) },
		]);
		expect(polling.state?.resources[name].unordered?.digests.toMap().size).toBe(size);
	});
});

describe('a list without order that has few objects when polling begins', () => {
	it.each([0, 1, 2, 5])('emits each new object: %d at the beginning', async (count) => {
		const clock = new ManualClock('2026-07-01T12:00:00Z');
		const sandbox = await startSandbox({
			seed: 5,
			clock,
			wooCommerce: { customResources: [{ name: 'memberships', count, filtersByDate: false }] },
		});
		try {
			const read = readPollerConfiguration({ memberships: { url: 'memberships' } });
			if (!read.ok) throw new Error(read.problem.message);
			const polling = new Polling(sandbox, clock, read.value);
			// A plugin that ignores `orderby` and lists the newest first.
			polling.proxy = (own) => ({
				...own,
				send: async (request) => {
					const { orderby, ...query } = request.query ?? {};
					if (orderby === undefined) return await own.send(request);
					return await own.send({ ...request, query: { ...query, order: 'desc' } });
				},
			});
			await polling.begin();
			const found: string[] = [];
			const problems: unknown[] = [];
			const poll = async () => {
				clock.advance(60_000);
				const result = await polling.pollLater();
				found.push(...told(result));
				problems.push(...result.problems);
			};
			const { shop } = sandbox.wooCommerce;
			const created: number[] = [];
			for (let made = 0; made < 4; made++) {
				const { id } = shop.create('memberships', { name: `New ${made}` });
				created.push(id as number);
				await poll();
			}
			await poll();
			expect(problems).toEqual([]);
			expect(found.sort()).toEqual(created.map((id) => `CREATED memberships ${id}`).sort());
			const [first] = shop.ids('memberships');
			shop.update('memberships', first, { name: 'Changed' });
			await poll();
			expect(found.slice(4)).toEqual([`UPDATED memberships ${first}`]);
		} finally {
			await sandbox.close();
		}
	});
});
