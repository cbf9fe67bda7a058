import { newest } from '../../../../nodes/WooCommerce/webhooks/newest';
import { Hooked } from './hooked';

const MINUTE = 60_000;
let hooked: Hooked;
beforeEach(async () => (hooked = await Hooked.open()));
afterEach(async () => await hooked.close());

/** The newest changes, by the webhook that reports each. */
async function shown(topics: string[]): Promise<string[]> {
	const read = await newest({ ...hooked.connection, topics });
	if (!read.ok) throw new Error(read.problem.message);
	return read.value.map(({ topic, eventType, objectId }) => `${topic} ${eventType} ${objectId}`);
}

it('is the creation of an object that was not changed since, otherwise its update', async () => {
	const { id } = hooked.shop.create('orders', { line_items: [] });
	const topics = ['order.created', 'order.updated', 'order.deleted'];
	expect(await shown(topics)).toEqual([`order.created CREATED ${id}`]);
	hooked.clock.advance(MINUTE);
	hooked.shop.update('orders', Number(id), { customer_note: 'Ring twice' });
	expect(await shown(topics)).toEqual([`order.updated UPDATED ${id}`]);
	expect(await shown(['order.created'])).toEqual([`order.created CREATED ${id}`]);
});

it('has the id that the webhook gives', async () => {
	const { id } = hooked.shop.create('orders', { line_items: [] });
	await hooked.events();
	hooked.clock.advance(MINUTE);
	hooked.shop.update('orders', Number(id), { customer_note: 'Ring twice' });
	const [update] = (await hooked.events()).filter(
		({ eventType, objectId }) => eventType === 'UPDATED' && objectId === String(id),
	);
	const read = await newest({ ...hooked.connection, topics: ['order.updated'] });
	expect(read).toMatchObject({ ok: true, value: [{ revision: update.revision }] });
});

it('is about the customer who was created last, because the shop cannot sort customers by the date of change', async () => {
	const { id } = hooked.shop.create('customers', { last_name: 'Zuse' });
	expect(await shown(['customer.created', 'customer.updated'])).toEqual([
		`customer.created CREATED ${id}`,
	]);
	const earlier = hooked.shop.ids('customers')[0];
	hooked.clock.advance(MINUTE);
	hooked.shop.update('customers', earlier, { last_name: 'Aalto' });
	expect(await shown(['customer.updated'])).toEqual([`customer.updated UPDATED ${id}`]);
});

it('is read for each chosen resource, and never for other topics', async () => {
	const read = await shown(['customer.updated', 'product.created', 'order.deleted', 'action.x']);
	expect(read).toEqual([
		expect.stringMatching(/^customer\.updated UPDATED /),
		expect.stringMatching(/^product\.created CREATED /),
	]);
	expect(await shown(['order.deleted', 'action.x'])).toEqual([]);
});
