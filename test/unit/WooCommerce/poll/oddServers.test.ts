import { ok } from '../../../../nodes/core/result';
import { ManualClock } from '../../../sandbox/clock';
import type { ShopFault } from '../../../sandbox/woocommerce/faults';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { byName, Polling, told } from './polling';

const MINUTE = 60_000;
const NOTICE =
	'<br />\n<b>Notice</b>:  Undefined index: a[0] in <b>/srv/wp/x.php</b> on line <b>12</b><br />\n';

describe('a shop behind odd software', () => {
	let clock: ManualClock;
	let sandbox: Sandbox;
	let polling: Polling;

	beforeEach(async () => {
		clock = new ManualClock('2026-05-01T12:00:00Z');
		sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { orders: 5, products: 150 } });
		polling = new Polling(sandbox, clock, [byName('products')]);
		await polling.poll();
		await polling.pollLater();
		clock.advance(5 * MINUTE);
	});
	afterEach(async () => await sandbox.close());

	const shop = () => sandbox.wooCommerce.shop;
	const inject = (effect: ShopFault) =>
		sandbox.wooCommerce.faults.push({ match: { resource: 'products' }, effect });
	const rename = (id: number) => void shop().update('products', id, { name: `New ${clock.now()}` });

	it.each<[string, ShopFault]>([
		['two byte order marks', { kind: 'noise', before: '\ufeff\ufeff' }],
		[
			'the comment of a cache',
			{ kind: 'noise', after: '\n<!-- Page cached by LiteSpeed [x] -->\n' },
		],
		['a notice of PHP', { kind: 'noise', before: NOTICE }],
		[
			'a plain notice of PHP',
			{ kind: 'noise', before: '\nWarning: Array [] in /x.php on line 3\n' },
		],
		['a notice after the JSON', { kind: 'noise', after: `${NOTICE}<!-- [ -->` }],
	])('is polled although there is %s around the JSON', async (_what, effect) => {
		inject(effect);
		const [changed, gone] = shop().ids('products');
		rename(changed);
		shop().remove('products', gone);
		const { problems, ...poll } = await polling.pollLater();
		expect(problems).toEqual([]);
		expect(told(poll)).toEqual([`UPDATED products ${changed}`, `DELETED products ${gone}`]);
	});

	it('names a message of PHP that it received instead of JSON', async () => {
		inject({
			kind: 'html',
			body: '<br />\n<b>Fatal error</b>:  Allowed memory size [1] in <b>/x.php</b>',
		});
		const { problems } = await polling.pollLater();
		expect(problems).toMatchObject([
			{ problem: { reason: 'not_json', message: expect.stringMatching(/error message of PHP/) } },
		]);
	});

	it('does not take data in a web page for the response', async () => {
		inject({ kind: 'html', body: '<!DOCTYPE html><b>Notice</b>: x <script>[{"id":1}]</script>' });
		const { problems, changes } = await polling.pollLater();
		expect(changes).toEqual([]);
		expect(problems).toMatchObject([{ problem: { message: expect.stringMatching(/web page/) } }]);
	});

	it('is polled without X-WP-Total, and the log says once what is not found', async () => {
		const rule = inject({ kind: 'withoutHeader', name: 'X-WP-Total' });
		const ids = shop().ids('products');
		ids.forEach(rename);
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told).sort()).toEqual(ids.map((id) => `UPDATED products ${id}`).sort());
		shop().remove('products', ids[3]);
		polls.push(await polling.pollLater(), await polling.pollLater());
		expect(polls.flatMap(({ problems }) => problems)).toEqual([]);
		expect(polls.flatMap(({ warnings }) => warnings)).toMatchObject([
			{ warning: expect.stringMatching(/without a number in the header X-WP-Total/) },
		]);
		rule.remove();
		expect(told(await polling.pollLater())).toEqual([`DELETED products ${ids[3]}`]);
	});

	it.each([
		['doubles', (total: string) => `${total}, ${total}`, 1],
		['empties', () => '', 0],
		['spoils', () => '-1', 0],
	])('finds deletes, or says why not, if a proxy %s X-WP-Total', async (_what, spoil, found) => {
		polling.proxy = (real) => ({
			...real,
			send: async (request) => {
				const answer = await real.send(request);
				if (!answer.ok) return answer;
				const { headers } = answer.value;
				const total = headers['x-wp-total'];
				if (total === undefined) return answer;
				return ok({ ...answer.value, headers: { ...headers, 'x-wp-total': spoil(total) } });
			},
		});
		const ids = shop().ids('products');
		shop().remove('products', ids[3]);
		const polls = [await polling.pollLater(), await polling.pollLater()];
		expect(polls.flatMap(told)).toHaveLength(found);
		expect(polls.flatMap(({ warnings }) => warnings)).toHaveLength(1 - found);
	});

	it.each<[string, ShopFault]>([
		['heeds no-cache', { kind: 'staleCache', heeds: 'no-cache' }],
		['minds all parameters', { kind: 'staleCache', minds: 'all parameters' }],
	])('is polled on time although a cache that %s repeats responses', async (_what, effect) => {
		inject(effect);
		for (let round = 0; round < 3; round++) {
			const [id] = shop().ids('products').slice(round);
			rename(id);
			clock.advance(10 * MINUTE);
			expect(told(await polling.poll())).toEqual([`UPDATED products ${id}`]);
		}
	});

	it('is named as cached once if nothing helps, and nothing is lost afterwards', async () => {
		const rule = inject({ kind: 'staleCache' });
		const [id] = shop().ids('products');
		rename(id);
		const polls = [];
		for (let round = 0; round < 3; round++) {
			clock.advance(MINUTE);
			polls.push(await polling.poll());
		}
		expect(polls.flatMap(({ warnings }) => warnings)).toMatchObject([
			{ warning: expect.stringMatching(/a cache repeats the responses.*\/wp-json\//) },
		]);
		rule.remove();
		clock.advance(MINUTE);
		polls.push(await polling.poll());
		expect(polls.flatMap(told)).toEqual([`UPDATED products ${id}`]);
	});
});
