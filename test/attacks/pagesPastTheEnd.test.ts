import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import { ManualClock } from '../sandbox/clock';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { Polling, told } from '../unit/WooCommerce/poll/polling';

let clock: ManualClock;
let sandbox: Sandbox;

afterEach(async () => await sandbox.close());

async function open(count: number): Promise<Polling> {
	clock = new ManualClock('2026-07-01T12:00:00Z');
	sandbox = await startSandbox({
		seed: 5,
		clock,
		wooCommerce: { customResources: [{ name: 'memberships', count, filtersByDate: false }] },
	});
	sandbox.wooCommerce.faults.push({
		match: { path: /memberships/, query: /orderby=id/ },
		effect: { kind: 'status', status: 400, body: { code: 'rest_invalid_param' } },
	});
	const read = readPollerConfiguration({ memberships: { url: 'memberships', pageSize: 20 } });
	if (!read.ok) throw new Error(read.problem.message);
	const polling = new Polling(
		sandbox,
		clock,
		read.value.map((one) => ({ ...one, scanRequests: 2 })),
	);
	polling.proxy = withPageError;
	return polling;
}

/**
 * WordPress's own controller of posts, which plugins extend, rejects a page after the last one
 * (https://developer.wordpress.org/reference/classes/wp_rest_posts_controller/get_items/).
 */
function withPageError(shop: Shop): Shop {
	return {
		...shop,
		send: async (request) => {
			const answer = await shop.send(request);
			const { page = '1' } = request.query ?? {};
			if (!answer.ok || answer.value.status !== 200 || page === '1') return answer;
			const rows = JSON.parse(answer.value.body.toString()) as unknown[];
			if (rows.length > 0) return answer;
			const body = Buffer.from(
				JSON.stringify({
					code: 'rest_post_invalid_page_number',
					message: 'The page number requested is larger than the number of pages available.',
					data: { status: 400 },
				}),
			);
			return { ok: true, value: { ...answer.value, status: 400, body } };
		},
	};
}

it('an unordered list with full pages is compared, although a page after the last one is an error', async () => {
	const polling = await open(40);
	await polling.begin();
	const { shop } = sandbox.wooCommerce;
	const [old] = shop.ids('memberships');
	shop.update('memberships', old, { title: 'Other' });
	const found: string[] = [];
	for (let polls = 0; polls < 5; polls++) {
		clock.advance(60_000);
		const poll = await polling.poll();
		found.push(...told(poll), ...poll.problems.map(({ problem }) => problem.message));
	}
	expect(found).toEqual([`UPDATED memberships ${old}`]);
});

it('an unordered list that became shorter than the place of the last poll is compared again', async () => {
	const polling = await open(45);
	await polling.begin();
	await polling.pollLater();
	expect(polling.state?.resources.memberships.unordered?.page).toBe(3);
	const { shop } = sandbox.wooCommerce;
	for (const id of shop.ids('memberships').slice(-8)) shop.remove('memberships', id);
	const [old] = shop.ids('memberships');
	shop.update('memberships', old, { title: 'Other' });
	const found: string[] = [];
	for (let polls = 0; polls < 6; polls++) {
		clock.advance(60_000);
		const poll = await polling.poll();
		found.push(...told(poll), ...poll.problems.map(({ problem }) => problem.message));
	}
	expect(found).toEqual([`UPDATED memberships ${old}`]);
});
