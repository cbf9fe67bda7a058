/* The sample events: each topic has one, and those that the sandboxes send have the same members and types. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sampleFiles } from '../../gulp/samples';
import { topicTables } from '../../gulp/topicTables';
import { toEvent, type NormalizedEvent } from '../../nodes/core/event';
import type { Delivery, Vendor } from '../../nodes/core/vendor';
import { box } from '../../nodes/Box/vendor';
import { TRIGGERS } from '../../nodes/Box/triggers';
import { ecwid } from '../../nodes/Ecwid/vendor';
import { shopify } from '../../nodes/Shopify/vendor';
import { TOPICS as SHOPIFY_TOPICS } from '../../nodes/Shopify/topics/topics';
import { newProcessMemory } from '../../nodes/WooCommerce/processMemory';
import { TOPICS as WOO_TOPICS } from '../../nodes/WooCommerce/webhooks/topics';
import { wooCommerce } from '../../nodes/WooCommerce/webhooks/vendor';
import { webhookSecret } from '../../nodes/WooCommerce/webhooks/webhookSecret';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { KINDS as ECWID_KINDS, type KindName } from '../sandbox/ecwid/kinds';
import { startSandbox } from '../sandbox/sandbox';
import { KINDS as SHOPIFY_KINDS } from '../sandbox/shopify/kinds';
import { ShopifySandbox } from '../sandbox/shopify/server';
import { officialTopics } from '../sandbox/shopify/topics';
import { WebhookReceiver } from '../sandbox/webhookReceiver';
import { validated, violations } from '../schemas/validate';
import { connectSandbox } from './Box/sandboxBox';
import { openEcwid } from './Ecwid/stage';
import { connectTo } from './Shopify/sandboxShop';
import { sandboxShop } from './WooCommerce/sandboxShop';

/** The sandbox has no customers who switch between subscriptions. */
const NOT_SENT = ['subscription.switched'];
const FOLDER = join(__dirname, '../../docs/samples');
const NOW = Date.parse('2026-11-21T10:00:00Z');

type Events = Record<string, NormalizedEvent>;
let made: ReadonlyMap<string, Events>;
const samplesOf = (elementKey: string) => made.get(`${elementKey}.json`) ?? {};

beforeAll(async () => void (made = await sampleFiles()));

describe('the sample events', () => {
	it('are what `npm run schemas` writes', () => {
		expect(readdirSync(FOLDER).sort()).toEqual([...made.keys(), 'README.md'].sort());
		for (const [name, events] of made)
			expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(
				`${JSON.stringify(events, null, '\t')}\n`,
			);
	});

	it.each(topicTables())('exist for each topic of $elementKey, and are valid', (table) => {
		const samples = samplesOf(table.elementKey);
		expect(Object.keys(samples)).toEqual(Object.keys(table.topics));
		for (const [topic, sample] of Object.entries(samples)) {
			validated('event', sample);
			expect(sample).toMatchObject({ topic, raw: expect.any(Object) });
			expect(violations).toEqual([]);
		}
	});
});

/** Returns the events of a delivery as the node emits them. */
async function eventsOf<Connection, Payload>(
	vendor: Pick<
		Vendor<Connection, Payload>,
		'account' | 'verify' | 'normalize' | 'confirm' | 'elementKey' | 'hubKey'
	>,
	connection: Connection,
	delivery: Delivery,
): Promise<NormalizedEvent[]> {
	const verified = vendor.verify(delivery, connection);
	if (!verified.ok || verified.kind !== 'change') return [];
	const changes = await vendor.normalize(verified.payload, connection, delivery.receivedAt);
	if (!changes.ok) throw new Error(changes.problem.message);
	const source = {
		...{ elementKey: vendor.elementKey, hubKey: vendor.hubKey },
		...{ account: vendor.account(connection), instanceName: 'Test', instanceTags: ['test'] },
		includeRaw: true,
	};
	const { deliveryId } = verified;
	const received = { capture: 'webhook', deliveryId, receivedAt: delivery.receivedAt } as const;
	const events: NormalizedEvent[] = [];
	for (const change of changes.value) {
		const event = toEvent(change, source, received);
		const confirmed = change.unproven && (await vendor.confirm?.(event, connection));
		if (!confirmed) events.push(event);
		else if (confirmed.ok)
			events.push(...confirmed.value.map((one) => toEvent(one, source, received)));
	}
	return events;
}

/**
 * Returns where two values have other members or types. A member that is null in one of them, or an empty list, is like
 * any other value.
 */
function differences(sample: unknown, sent: unknown, path = ''): string[] {
	if (sample === null || sent === null) return [];
	if (Array.isArray(sample) && Array.isArray(sent))
		return sample.length === 0 || sent.length === 0
			? []
			: differences(sample[0], sent[0], `${path}[0]`);
	if (kindOf(sample) !== kindOf(sent)) return [`${path}: ${kindOf(sample)}, not ${kindOf(sent)}`];
	if (kindOf(sample) !== 'object') return [];
	const [own, other] = [sample, sent] as Array<Record<string, unknown>>;
	return [...new Set([...Object.keys(own), ...Object.keys(other)])].flatMap((name) => {
		const at = `${path}.${name}`;
		if (!Object.hasOwn(own, name)) return [`${at}: missing in the sample`];
		if (!Object.hasOwn(other, name)) return [`${at}: only in the sample`];
		return differences(own[name], other[name], at);
	});
}

function kindOf(value: unknown): string {
	return Array.isArray(value) ? 'list' : typeof value;
}

/** Compares the samples of a vendor with the last event of each topic. */
function expectSame(elementKey: string, events: readonly NormalizedEvent[], topics: string[]) {
	const samples = samplesOf(elementKey);
	const byTopic = new Map(events.map((event) => [event.topic, event]));
	expect([...byTopic.keys()].sort()).toEqual([...new Set(topics)].sort());
	const found = [...byTopic].map(([topic, event]) => [topic, differences(samples[topic], event)]);
	expect(found).toEqual(found.map(([topic]) => [topic, []]));
	const named = ({ eventType, objectType, hubKey }: NormalizedEvent) => [
		...[eventType, objectType, hubKey],
	];
	for (const [topic, event] of byTopic) expect(named(samples[topic])).toEqual(named(event));
}

const lowerNames = (headers: object) =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
	);

describe('a sample has the members and types of what the sandbox sends', () => {
	it('as Shopify', async () => {
		const clock = new ManualClock(NOW);
		const topics = Object.values(SHOPIFY_KINDS).flatMap((kind) => Object.values(kind.topics));
		const official = [...officialTopics()].filter(([, { topic }]) => topics.includes(topic));
		const scopes = official.flatMap(([, topic]) => topic.scopes);
		const sandbox = await ShopifySandbox.start({ clock, scopes, post: async () => 200 });
		try {
			for (const [name] of official)
				sandbox.subscriptions.create(name, { uri: 'https://n8n.example/' });
			const parents = new Map<string, string>();
			for (const [type, { parent, topics: own }] of Object.entries(SHOPIFY_KINDS)) {
				const above = parent === undefined ? undefined : parents.get(parent);
				const made = sandbox.objects.create(type, above === undefined ? {} : { parent: above });
				await sandbox.announce(made);
				const { id } = sandbox.objects.existingOf(type)[0];
				parents.set(type, id);
				if (own.update !== undefined) await sandbox.announce(sandbox.objects.update(id));
			}
			for (const [type, { topics: own }] of Object.entries(SHOPIFY_KINDS))
				if (own.delete !== undefined)
					await sandbox.announce(sandbox.objects.delete(String(parents.get(type))));
			const connection = connectTo(sandbox, { topics });
			const events: NormalizedEvent[] = [];
			for (const { headers, body } of sandbox.courier.deliveries) {
				const delivery = { headers: lowerNames(headers), body, address: '', receivedAt: NOW };
				events.push(...(await eventsOf(shopify, connection, delivery)));
			}
			// With each edit, the sandbox writes another note into any object.
			for (const { raw } of events) delete raw?.note;
			expectSame('shopify', events, topics);
			expect(topics.every((topic) => SHOPIFY_TOPICS.has(topic))).toBe(true);
		} finally {
			await sandbox.close();
		}
	});

	it('as Box', async () => {
		const receiver = await WebhookReceiver.start();
		const sandbox = await BoxSandbox.start(7, new ManualClock(NOW));
		try {
			sandbox.hosts.set('hooks.example', new URL(receiver.url).origin);
			const { acts, user, items, app, webhooks } = sandbox;
			const root = items.add('folder', 'Contracts', user);
			const connection = {
				...(await connectSandbox(sandbox, {
					targets: [],
					triggers: TRIGGERS.map(({ trigger }) => trigger),
				})),
				keys: app.keys,
			};
			const triggers = TRIGGERS.filter(({ targets }) => targets.includes('folder'));
			webhooks.create(
				{ app, user },
				{
					...{ target: { type: 'folder', id: root.id }, address: 'https://hooks.example/hook' },
					triggers: triggers.map(({ trigger }) => trigger),
				},
			);
			const folder = await acts.createFolder('2026', user, root);
			const file = await acts.upload('Offer.pdf', user, root);
			const other = { id: '77', name: 'Other', login: 'other@example.com' };
			for (const item of [file, folder]) {
				await acts.rename(item, 'Renamed', user);
				await acts.copy(item, root, user);
				await acts.download(item, user);
				await acts.share(item, user);
				await acts.changeLink(item, user);
				await acts.unshare(item, user);
			}
			await acts.lock(file, user);
			await acts.unlock(file, user);
			await acts.preview(file, user);
			await acts.addMetadata(file, user);
			await acts.removeComment(await acts.comment(file, user), user);
			await acts.uninvite(await acts.invite(folder, other, user), other, user);
			await acts.move(file, folder, user);
			await acts.move(folder, items.add('folder', 'Archive', user, root), user);
			// The last link, and the last upload, of a file: a folder has no version.
			await acts.share(file, user);
			await acts.changeLink(file, user);
			await acts.unshare(file, user);
			for (const item of [file, folder]) {
				await acts.trash(item, user);
				await acts.restore(item, user);
				await acts.deleteForGood(item, user);
			}
			await acts.upload('New.pdf', user, root);
			const sent = sandbox.courier.deliveries;
			const events: NormalizedEvent[] = [];
			for (const { headers, body } of sent)
				events.push(
					...(await eventsOf(box, connection, {
						...{ headers: lowerNames(headers), body: Buffer.from(body), address: '' },
						receivedAt: NOW,
					})),
				);
			const told = [
				...new Set(sent.map(({ body }) => (JSON.parse(body) as { trigger: string }).trigger)),
			];
			expect(told.length).toBe(27);
			expectSame('box', events, told);
		} finally {
			await Promise.all([sandbox.close(), receiver.close()]);
		}
	});

	it('as Ecwid', async () => {
		const clock = new ManualClock(NOW);
		const { sandbox, connection, close } = await openEcwid(clock);
		try {
			const { store, webhooks } = sandbox;
			webhooks.url = 'http://127.0.0.1:9/';
			const events: NormalizedEvent[] = [];
			const take = async (...letters: Array<{ headers: object; body: string }>) => {
				for (const { headers, body } of letters)
					events.push(
						...(await eventsOf(ecwid, connection, {
							...{ headers: lowerNames(headers), body: Buffer.from(body), address: '' },
							receivedAt: NOW,
						})),
					);
			};
			const deliver = async () => {
				const known = webhooks.courier.attempts.length;
				await webhooks.deliverDue();
				await take(...webhooks.courier.attempts.slice(known));
			};
			const topics: string[] = [];
			for (const [kind, { event, idField }] of Object.entries(ECWID_KINDS)) {
				const name = kind as KindName;
				const made = store.create(name);
				await deliver();
				store.update(name, made[idField], {});
				await deliver();
				store.remove(name, made[idField]);
				await deliver();
				topics.push(...['created', 'updated', 'deleted'].map((action) => `${event}.${action}`));
			}
			const own = (topic: string, entityId: number, data?: Record<string, string>) => {
				topics.push(topic);
				return webhooks.letter(webhooks.url!, webhooks.event(topic, entityId, data));
			};
			const order = store.create('orders');
			const invoice = store.invoice(String(order.id));
			const data = { orderId: String(order.id) };
			await take(own('invoice.created', Number(invoice.internalId), data));
			store.invoices.clear();
			await take(own('invoice.deleted', Number(invoice.internalId), data));
			await take(own('profile.updated', store.storeId));
			await take(own('application.installed', store.storeId));
			expectSame('ecwid', events, topics);
		} finally {
			await close();
		}
	});

	it('as WooCommerce', async () => {
		const clock = new ManualClock(NOW);
		const receiver = await WebhookReceiver.start();
		const sandbox = await startSandbox({
			...{ seed: 7, clock },
			wooCommerce: { subscriptions: 2, orders: 3, products: 3 },
		});
		try {
			const { wooCommerce: server } = sandbox;
			const { shop, webhooks, keys } = server;
			const all = WOO_TOPICS.map(({ topic }) => topic).filter((topic) => !NOT_SENT.includes(topic));
			for (const topic of all) {
				const secret = webhookSecret(keys.consumerSecret, receiver.url, topic);
				webhooks.store.create({ topic, deliveryUrl: receiver.url, secret });
			}
			const connection = {
				...newProcessMemory(),
				shop: sandboxShop(server, clock),
				...{ secret: keys.consumerSecret, topics: all, ignoredFields: [] },
				allowsPrivateUrl: true,
			};
			const events: NormalizedEvent[] = [];
			const deliver = async () => {
				receiver.forget();
				await webhooks.deliverDue();
				for (const { headers, body } of receiver.deliveries)
					events.push(
						...(await eventsOf(wooCommerce, connection, {
							...{ headers, body: Buffer.from(body), address: receiver.url },
							receivedAt: clock.now(),
						})),
					);
			};
			for (const name of ['orders', 'products', 'coupons', 'subscriptions', 'customers']) {
				const { id } = shop.create(name) as { id: number };
				await deliver();
				const act = async (work: () => unknown) => {
					clock.advance(60_000);
					work();
					await deliver();
				};
				await act(() => shop.update(name, id, name === 'customers' ? { first_name: 'B' } : {}));
				if (name === 'customers') {
					await act(() => shop.remove(name, id));
					continue;
				}
				await act(() => shop.trash(name, id));
				// The plugin has no topic of a restored subscription.
				if (name !== 'subscriptions') await act(() => shop.restore(name, id));
			}
			expectSame(
				'woocommercerest',
				events,
				events.map(({ topic }) => topic),
			);
			expect([...new Set(events.map(({ topic }) => topic))].sort()).toEqual(all);
		} finally {
			await Promise.all([sandbox.close(), receiver.close()]);
		}
	});
});
