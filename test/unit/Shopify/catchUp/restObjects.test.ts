import type { Change } from '../../../../nodes/core/event';
import { CatchUpStage, MINUTE, SECOND, SETTLED } from './stage';

const REST = { catchUpRaw: 'rest' } as const;

/** A stage whose node wants the objects of the REST API. */
async function restStage(topics: string[]): Promise<CatchUpStage> {
	const stage = new CatchUpStage(topics);
	stage.connection = { ...stage.connection, ...REST };
	await stage.begin();
	return stage;
}

const restPaths = ({ sandbox }: CatchUpStage) =>
	sandbox.requests.all(({ method }) => method === 'GET').map(({ path }) => path);

const shown = ({ kind, objectType, objectId, rawShape }: Change) =>
	`${kind} ${objectType} ${objectId} ${rawShape ?? 'as in webhooks'}`;

describe('objects of the REST API in caught-up events', () => {
	it('are the bodies that the webhooks would have had', async () => {
		const stage = await restStage(['orders/create', 'orders/updated', 'products/update']);
		const product = stage.objects.create('products')[0].body.id as number;
		stage.clock.advance(MINUTE);
		const [created] = stage.objects.create('orders');
		const [updated] = stage.objects.update(String(product));
		stage.clock.advance(SETTLED);
		const { changes } = await stage.look();
		const raws = Object.fromEntries(changes.map((change) => [change.topic, change.raw]));
		expect(raws['orders/create']).toMatchObject(created.body);
		expect(raws['products/update']).toEqual(updated.body);
		expect(changes.map(({ rawShape }) => rawShape)).toEqual([undefined, undefined]);
		expect(restPaths(stage)).toEqual([
			'/admin/api/2026-10/orders.json',
			'/admin/api/2026-10/products.json',
		]);
	});

	it('include refunds and fulfillments, which the order contains', async () => {
		const stage = await restStage(['refunds/create', 'fulfillments/update']);
		const order = String(stage.objects.create('orders')[0].body.id);
		const [refund] = stage.objects.create('refunds', { parent: order });
		const [made] = stage.objects.create('fulfillments', { parent: order });
		stage.clock.advance(MINUTE);
		const fulfillment = stage.objects
			.update(String(made.body.id))
			.find(({ topic }) => topic.startsWith('fulfillments'));
		stage.clock.advance(SETTLED);
		const { changes } = await stage.look();
		expect(changes.map(({ raw }) => raw)).toEqual(
			expect.arrayContaining([refund.body, fulfillment?.body]),
		);
		expect(changes.map(({ rawShape }) => rawShape)).toEqual([undefined, undefined]);
	});

	it('keep the state and the id of the event', async () => {
		const stages = await Promise.all([
			restStage(['orders/updated']),
			(async () => {
				const stage = new CatchUpStage(['orders/updated']);
				await stage.begin();
				return stage;
			})(),
		]);
		const [ofRest, ofGraphql] = await Promise.all(
			stages.map(async (stage) => {
				const order = String(stage.objects.create('orders')[0].body.id);
				stage.clock.advance(MINUTE);
				stage.objects.update(order);
				stage.clock.advance(SETTLED);
				return (await stage.look()).changes;
			}),
		);
		const names = ({ stateRevision, revision, date }: Change) => ({
			stateRevision,
			revision,
			date,
		});
		expect(ofRest.map(names)).toEqual(ofGraphql.map(names));
		expect(ofRest).toHaveLength(1);
	});

	it('are not used if the object has changed since the list was read', async () => {
		const stage = await restStage(['orders/updated']);
		const order = String(stage.objects.create('orders')[0].body.id);
		stage.clock.advance(MINUTE);
		stage.objects.update(order);
		stage.clock.advance(SETTLED);
		stage.sandbox.faults.push({
			match: { path: /orders\.json/ },
			beforeAnswer: () => {
				stage.clock.advance(SECOND);
				stage.objects.update(order);
			},
		});
		const { changes } = await stage.look();
		expect(changes.map(shown)).toEqual([`UPDATED orders ${order} graphql`]);
	});

	it('are asked for by 50 ids, and only of rows that show a change', async () => {
		const stage = await restStage(['products/create']);
		for (let count = 0; count < 120; count++) stage.objects.create('products');
		stage.clock.advance(SETTLED);
		expect((await stage.look()).changes.every(({ rawShape }) => rawShape === undefined)).toBe(true);
		expect(restPaths(stage)).toHaveLength(3);
		stage.clock.advance(MINUTE);
		await stage.look();
		expect(restPaths(stage)).toHaveLength(3);
	});

	it('leave half of the rate limit to others', async () => {
		const stage = await restStage(['products/create']);
		for (let count = 0; count < 60; count++) stage.objects.create('products');
		stage.clock.advance(SETTLED);
		const before = stage.clock.now();
		stage.sandbox.useRest(35);
		await stage.look();
		expect(restPaths(stage)).toHaveLength(2);
		// The first response shows 36 of 40 requests. At two a second, 19 of them are left after 8.5 seconds.
		expect(stage.clock.now() - before).toBe(8.5 * SECOND);
	});

	it('are missing without the list in the API version, which the log says', async () => {
		const stage = await restStage(['orders/create']);
		stage.sandbox.faults.push({
			match: { path: /orders\.json/ },
			effect: { kind: 'status', status: 404 },
		});
		const order = String(stage.objects.create('orders')[0].body.id);
		stage.clock.advance(SETTLED);
		const { changes } = await stage.look();
		expect(changes.map(shown)).toEqual([`CREATED orders ${order} graphql`]);
		expect(stage.warnings).toEqual([
			expect.stringMatching(
				/^Events of catch-up from the list orders have the objects of GraphQL.*REST API version 20\d\d-\d\d has no orders\.json \(HTTP 404\)\. Set Caught-Up Objects/,
			),
		]);
	});

	it('wait for the next look if Shopify is failing', async () => {
		const stage = await restStage(['orders/create']);
		stage.sandbox.faults.push({
			match: { path: /orders\.json/ },
			times: 1,
			effect: { kind: 'status', status: 503 },
		});
		const order = String(stage.objects.create('orders')[0].body.id);
		stage.clock.advance(SETTLED);
		expect((await stage.look()).changes).toEqual([]);
		expect((await stage.look()).changes.map(shown)).toEqual([
			`CREATED orders ${order} as in webhooks`,
		]);
	});

	it('do not exist for collections, companies and discounts', async () => {
		const stage = await restStage(['collections/update', 'discounts/create']);
		const collection = String(stage.objects.create('collections')[0].body.id);
		stage.clock.advance(SETTLED);
		expect((await stage.look()).changes.map(shown)).toEqual([
			`UPDATED collections ${collection} graphql`,
		]);
		expect(restPaths(stage)).toEqual([]);
	});
});
