import { WooCommerceEventsTrigger } from '../../../nodes/WooCommerce/WooCommerceEventsTrigger.node';
import { WooCommercePollTrigger } from '../../../nodes/WooCommerce/WooCommercePollTrigger.node';
import { ManualClock } from '../../sandbox/clock';
import { WooCommerceSandbox } from '../../sandbox/woocommerce/server';
import { Web } from './poll/web';
import { Hooked, said } from './webhooks/hooked';

const TOPICS = ['created', 'deleted', 'switched', 'updated'].map((verb) => `subscription.${verb}`);

describe('subscriptions', () => {
	let hooked: Hooked;
	beforeEach(async () => (hooked = await Hooked.open({ subscriptions: 6 })));
	afterEach(async () => await hooked.close());

	it('can be chosen in both panels', () => {
		const valuesOf = (node: { description: { properties: unknown[] } }, parameter: string) => {
			const properties = node.description.properties as Array<{ name: string; options?: unknown }>;
			const { options } = properties.find(({ name }) => name === parameter) ?? {};
			return (options as Array<{ value: string }>).map(({ value }) => value);
		};
		expect(valuesOf(new WooCommercePollTrigger(), 'resources')).toContain('subscriptions');
		const topics = valuesOf(new WooCommerceEventsTrigger(), 'topics');
		expect(topics).toEqual(expect.arrayContaining(TOPICS));
	});

	const one = () => hooked.shop.ids('subscriptions')[1];
	it.each<[what: string, act: () => unknown, says: string]>([
		['created', () => hooked.shop.create('subscriptions', {}), 'CREATED'],
		[
			'updated',
			() => hooked.shop.update('subscriptions', one(), { customer_note: 'x' }),
			'UPDATED',
		],
		[
			'put on hold',
			() => hooked.shop.update('subscriptions', one(), { status: 'on-hold' }),
			'UPDATED',
		],
		[
			'cancelled',
			() => hooked.shop.update('subscriptions', one(), { status: 'cancelled' }),
			'UPDATED',
		],
		['moved to the trash', () => hooked.shop.trash('subscriptions', one()), 'DELETED'],
		['deleted permanently', () => hooked.shop.remove('subscriptions', one()), 'DELETED'],
	])('have one id by webhook and poll when one is %s', async (_what, act, says) => {
		act();
		const events = await hooked.events();
		expect(events).toMatchObject([{ eventType: says, objectType: 'subscriptions' }]);
		expect((await hooked.polled()).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
	});

	it('that are switched have an event of that topic beside the update', async () => {
		const id = one();
		hooked.shop.update('subscriptions', id, { status: 'active', customer_note: 'other plan' });
		hooked.webhooks.doAction('wcs_webhook_subscription_switched', id);
		const events = await hooked.events();
		expect(events.map(({ topic }) => topic).sort()).toEqual([
			'subscription.switched',
			'subscription.updated',
		]);
		expect(said(events)).toEqual(Array(2).fill(`UPDATED subscriptions ${id}`));
		expect(new Set(events.map((event) => event.id)).size).toBe(2);
		expect(await hooked.polled()).toMatchObject([{ topic: 'subscription.updated' }]);
	});
});

describe('in a shop without the plugin', () => {
	it('an activation names it, and the other topics are subscribed', async () => {
		const hooked = await Hooked.open();
		const { problems } = await hooked.subscribe(['order.updated', 'subscription.created']);
		const message = expect.stringMatching(
			/^Creating the webhook subscription\.created failed: .* without the plugin WooCommerce Subscriptions/,
		) as string;
		expect(problems).toMatchObject([{ isOptional: true, message }]);
		expect(hooked.webhooks.hooks.map(({ topic }) => topic)).toEqual(['order.updated']);
		const alone = await hooked.subscribe(TOPICS);
		expect(alone.problems).toHaveLength(TOPICS.length);
		for (const problem of alone.problems) expect(problem).not.toHaveProperty('isOptional');
		await hooked.close();
	});

	const clock = new ManualClock('2026-05-01T12:00:00Z');
	beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => clock.now()));
	afterEach(() => void jest.restoreAllMocks());
	const MISSING = expect.stringMatching(
		/^Poll: subscriptions could not be polled\. .* Activate the plugin WooCommerce Subscriptions/,
	) as string;

	it('a poll names it once, polls the others, and begins when it is installed', async () => {
		const open = (subscriptions?: number) =>
			WooCommerceSandbox.open(7, clock, 'https://shop.example', { orders: 4, subscriptions });
		const shop = open();
		const web = new Web(clock, { 'shop.example': shop }, ['orders', 'subscriptions']);
		web.credential = { storeUrl: 'https://shop.example', ...shop.keys };
		for (let poll = 0; poll < 3; poll++) expect(await web.poll()).toEqual([]);
		expect(web.log).toEqual([MISSING]);
		shop.shop.create('orders', {});
		expect(await web.poll()).toMatchObject([{ eventType: 'CREATED', objectType: 'orders' }]);
		expect(web.log).toHaveLength(1);

		const installed = open(3);
		web.sites['shop.example'] = installed;
		await web.poll();
		await web.poll();
		const { id } = installed.shop.create('subscriptions', {});
		expect(await web.poll()).toMatchObject([{ objectType: 'subscriptions', objectId: String(id) }]);
		// The plugin is deactivated, and activated again.
		web.sites['shop.example'] = shop;
		await web.poll();
		expect(web.log.at(-1)).toEqual(MISSING);
		web.sites['shop.example'] = installed;
		installed.shop.update('subscriptions', Number(id), { customer_note: 'Edited' });
		const events = (await web.poll()).filter(({ objectType }) => objectType === 'subscriptions');
		expect(events).toMatchObject([{ eventType: 'UPDATED', objectId: String(id) }]);
	});

	it('a poll of nothing else fails and names it', async () => {
		const shop = WooCommerceSandbox.open(7, clock, 'https://shop.example');
		const web = new Web(clock, { 'shop.example': shop }, ['subscriptions']);
		web.credential = { storeUrl: 'https://shop.example', ...shop.keys };
		await expect(web.poll()).rejects.toThrow('Activate the plugin WooCommerce Subscriptions');
	});
});
