import { REJECTION, type Delivery } from '../../../nodes/core/vendor';
import type { Connection } from '../../../nodes/Ecwid/connection';
import { digestOf, SIGNATURE_HEADER, verify } from '../../../nodes/Ecwid/verify';
import { systemClock } from '../../sandbox/clock';
import { EcwidSandbox } from '../../sandbox/ecwid/server';
import vectors from '../../vectors/ecwid.json';

const { secret, eventCreated, eventId, expected } = vectors.signature;
const HOUR = 3_600_000;
const CART = 'unfinished_order.updated';

const connection = {
	storeId: '1003',
	clientSecret: secret,
	eventTypes: ['*'],
} as unknown as Connection;

/** The published vector as a delivery in time. */
function delivery(body: object = {}, signature = expected): Delivery {
	const whole = {
		eventId,
		eventCreated,
		storeId: 1003,
		entityId: 5,
		eventType: 'product.updated',
		...body,
	};
	return {
		headers: { [SIGNATURE_HEADER]: signature, 'content-type': 'application/json' },
		body: Buffer.from(JSON.stringify(whole)),
		address: 'https://n8n.example/webhook/one/webhook',
		receivedAt: eventCreated * 1000,
	};
}

const textOr = (value: unknown, other: string) =>
	typeof value === 'string' || typeof value === 'number' ? String(value) : other;
const signed = (body: Record<string, unknown>) =>
	delivery(
		body,
		digestOf(
			textOr(body.eventCreated, String(eventCreated)),
			textOr(body.eventId, eventId),
			secret,
		).toString('base64'),
	);
const reasonOf = (one: Delivery, whose = connection) => {
	const verdict = verify(one, whose);
	return verdict.ok ? 'believed' : verdict.reason;
};

describe("Ecwid's signature", () => {
	it('matches the published vector', () => {
		expect(digestOf(eventCreated, eventId, secret).toString('base64')).toBe(expected);
		expect(verify(delivery(), connection)).toMatchObject({
			ok: true,
			deliveryId: eventId,
			payload: {
				payload: { topic: 'product.updated', objectId: '5', created: eventCreated * 1000 },
			},
		});
	});

	it('covers date and id, and nothing else', () => {
		expect(reasonOf(delivery({ eventCreated: eventCreated + 1 }))).toBe(
			REJECTION.signatureMismatch,
		);
		expect(reasonOf(delivery({ eventId: `${eventId}0` }))).toBe(REJECTION.signatureMismatch);
		expect(reasonOf(delivery({ entityId: 6, eventType: 'product.deleted' }))).toBe('believed');
	});

	it('has one fingerprint for each event id, and one occurrence for each body', () => {
		const keysOf = (one: Delivery) => {
			const verdict = verify(one, connection);
			if (!verdict.ok || verdict.kind !== 'change') throw new Error('not verified');
			return [verdict.deliveryId, verdict.fingerprint, verdict.occurrence];
		};
		const genuine = keysOf(delivery());
		const forged = keysOf(delivery({ entityId: 6 }));
		expect(forged.slice(0, 2)).toEqual(genuine.slice(0, 2));
		expect(forged[2]).not.toBe(genuine[2]);
		expect(keysOf(delivery())).toEqual(genuine);
	});

	it('has the same occurrence for a retry that carries a new date', () => {
		const occurrenceOf = (one: Delivery) => {
			const verdict = verify(one, connection);
			return verdict.ok && verdict.kind === 'change' && verdict.occurrence;
		};
		const retry = signed({ eventCreated: eventCreated + 60 });
		expect(occurrenceOf(retry)).toBe(occurrenceOf(delivery()));
		const texts = [0, 60].map((later) => signed({ eventCreated: String(eventCreated + later) }));
		expect(occurrenceOf(texts[1])).toBe(occurrenceOf(texts[0]));
	});

	it('reports another store as foreign, and does not read what is not a store', () => {
		for (const storeId of [1004, '1004'])
			expect(verify(delivery({ storeId }), connection)).toEqual({
				ok: true,
				kind: 'foreign',
				account: '1004',
			});
		for (const storeId of ['1003 ', null, undefined, [1003], { toString: 1 }])
			expect(verify(delivery({ storeId }), connection)).toEqual({
				...{ ok: true, kind: 'unreadable' },
				cause: 'its field storeId is missing or malformed ("product.updated")',
			});
		expect(reasonOf(delivery({ storeId: '1003' }))).toBe('believed');
	});

	it.each([
		[0, 'believed'],
		[25 * HOUR, 'believed'],
		[25 * HOUR + 1, REJECTION.timestampOutOfTolerance],
		[-5 * 60_000, 'believed'],
		[-5 * 60_000 - 1, REJECTION.timestampOutOfTolerance],
	])('is accepted while Ecwid retries: %d ms later', (later, reason) => {
		expect(reasonOf({ ...delivery(), receivedAt: eventCreated * 1000 + later })).toBe(reason);
	});

	it.each([
		['no date', { eventCreated: undefined }, REJECTION.timestampMissing],
		['a text that is no date', { eventCreated: '12345.67' }, REJECTION.timestampMalformed],
		['an empty text for a date', { eventCreated: '' }, REJECTION.timestampMalformed],
		['half a second', { eventCreated: 1234567.5 }, REJECTION.timestampMalformed],
		['a date before all dates', { eventCreated: -1 }, REJECTION.timestampMalformed],
		['a date without a text', { eventCreated: { toString: 1 } }, REJECTION.timestampMalformed],
		['an id without a text', { eventId: { toString: 1 } }, REJECTION.bodyMalformed],
		['a list for a date', { eventCreated: [eventCreated] }, REJECTION.timestampMalformed],
		['no id', { eventId: undefined }, REJECTION.bodyMalformed],
		['an id with a blank', { eventId: 'a b' }, REJECTION.bodyMalformed],
		['an id of 101 characters', { eventId: 'a'.repeat(101) }, REJECTION.bodyMalformed],
		['a fraction for an id', { eventId: 5.5 }, REJECTION.bodyMalformed],
	])('is not checked for %s', (_what, body, reason) => {
		expect(reasonOf(signed(body))).toBe(reason);
	});

	it('accepts the date as a text, which it signs as it is', () => {
		const body = { eventCreated: String(eventCreated) };
		expect(verify(delivery(body), connection)).toMatchObject({
			payload: { payload: { created: eventCreated * 1000 } },
		});
		expect(reasonOf(signed({ eventCreated: `0${eventCreated}` }))).toBe('believed');
		expect(reasonOf(delivery({ eventCreated: `0${eventCreated}` }))).toBe(
			REJECTION.signatureMismatch,
		);
	});

	it.each([
		['a number for an id', { eventId: 5 }, '5'],
		['an id with a dot', { eventId: 'a.b' }, 'a.b'],
		['an id with a colon', { eventId: 'evt:1' }, 'evt:1'],
		['milliseconds', { eventCreated: 1_764_000_000_123 }, eventId, 1_764_000_000_123],
		['milliseconds as a text', { eventCreated: '1764000000123' }, eventId, 1_764_000_000_123],
	])('is checked for %s', (_what, body, deliveryId, created = eventCreated * 1000) => {
		expect(verify({ ...signed(body), receivedAt: created }, connection)).toMatchObject({
			...{ ok: true, kind: 'change', deliveryId },
			payload: { payload: { created } },
		});
		expect(reasonOf(delivery({ ...body, eventId: `${deliveryId}0` }))).toBe(
			REJECTION.signatureMismatch,
		);
	});

	it('is of one date and one id, however a body divides them', () => {
		const whole = signed({ eventCreated: String(eventCreated), eventId: '5.6' });
		const digest = whole.headers[SIGNATURE_HEADER] as string;
		for (const body of [
			{ eventCreated: `${eventCreated}.5`, eventId: '6' },
			{ eventCreated: `${eventCreated}.5`, eventId: 6 },
			{ eventCreated: eventCreated + 0.5, eventId: '6' },
		])
			expect(reasonOf(delivery(body, digest))).toBe(REJECTION.timestampMalformed);
	});

	it.each<[what: string, body: { eventType?: string; entityId?: unknown }, field: string]>([
		['an id that is null', { entityId: null }, 'entityId'],
		['no object', { entityId: undefined }, 'entityId'],
		['the object -1', { entityId: -1 }, 'entityId'],
		['an id that leads out of the store', { entityId: '..' }, 'entityId'],
		['an id of two lines', { entityId: '5\n6' }, 'entityId'],
		['half a character for an object', { entityId: '\ud800' }, 'entityId'],
		['a fraction of an object', { entityId: 5.5 }, 'entityId'],
		['a cart without its id', { eventType: 'unfinished_order.updated', entityId: -1 }, 'cartId'],
		['an order without any id', { eventType: 'order.created', entityId: null }, 'orderId'],
		['an event of one part', { eventType: 'product' }, 'eventType'],
		['an event with a path in it', { eventType: 'product/../x.y' }, 'eventType'],
		['an event of 201 characters', { eventType: `a.${'b'.repeat(199)}` }, 'eventType'],
	])('covers %s, which is then ignored', (_what, body, field) => {
		expect(verify(signed(body), connection)).toMatchObject({
			...{ ok: true, kind: 'unreadable' },
			cause: expect.stringMatching(
				new RegExp(
					`^its field ${field} is .* \\("${(body.eventType ?? 'product.updated').slice(0, 100)}"\\)$`,
				),
			),
		});
		expect(reasonOf(delivery(body, digestOf('1', eventId, secret).toString('base64')))).toBe(
			REJECTION.signatureMismatch,
		);
	});

	it.each<[what: string, body: Record<string, unknown>, topic: string, objectId: string]>([
		['an order by its order id', { data: { orderId: 'XJ12H' } }, 'order.created', 'XJ12H'],
		['an order without data', {}, 'order.created', '5'],
		['an order whose data is null', { data: null }, 'order.updated', '5'],
		['an order whose data is a list', { data: [1] }, 'order.deleted', '5'],
		['an order whose data names none', { data: {} }, 'order.created', '5'],
		['a cart by its cart id', { data: { cartId: 'A-1' }, entityId: -1 }, CART, 'A-1'],
		['a cart without data', { data: null }, CART, '5'],
		['the profile by the store', { entityId: undefined }, 'profile.updated', '1003'],
		['the profile by the store, not by -1', { entityId: -1 }, 'profile.updated', '1003'],
		['the application by the store', { entityId: null }, 'application.installed', '1003'],
		['an event of three parts', {}, 'order.payment.refunded', '5'],
		[
			'an event about an order that no table names',
			{ data: { orderId: 'XJ12H' } },
			'order.payment.refunded',
			'XJ12H',
		],
		[
			'an event about an order without an entity',
			{ data: { orderId: 'XJ12H' }, entityId: undefined },
			'order.refunded',
			'XJ12H',
		],
		[
			'an event about a cart that no table names',
			{ data: { cartId: 'A-1' }, entityId: -1 },
			'unfinished_order.recovered',
			'A-1',
		],
		[
			'an event about the profile that no table names',
			{ entityId: undefined },
			'profile.planChanged',
			'1003',
		],
		['an event that no table names', {}, 'loyalty_points.earned', '5'],
		['an event with digits and a dash', {}, 'v2-order.created', '5'],
	])('covers %s', (_what, body, eventType, objectId) => {
		expect(verify(signed({ ...body, eventType }), connection)).toMatchObject({
			ok: true,
			kind: 'change',
			payload: { payload: { topic: eventType, objectId } },
		});
	});

	it('accepts each odd form that the sandbox sends', async () => {
		const sandbox = await EcwidSandbox.start(7, systemClock);
		const order = sandbox.store.create('orders');
		const letters = sandbox.webhooks.oddLetters('https://n8n.example', order);
		await sandbox.close();
		const whose = { ...connection, clientSecret: sandbox.webhooks.clientSecret };
		const kinds = letters.map(({ headers, body }) => {
			const claimed = headers['X-Ecwid-Webhook-Signature'];
			const sent = {
				...delivery(),
				headers: { [SIGNATURE_HEADER]: claimed },
				body: Buffer.from(body),
				receivedAt: Date.now(),
			};
			const verdict = verify(sent, whose);
			return verdict.ok ? verdict.kind : verdict.reason;
		});
		const changes = (length: number) => Array.from({ length }, () => 'change');
		expect(kinds).toEqual([...changes(4), 'unreadable', ...changes(5), 'foreign', ...changes(2)]);
	});

	it('is not checked for a body larger than any event', () => {
		const padded = (bytes: number) => {
			const one = delivery();
			return {
				...one,
				body: Buffer.concat([one.body, Buffer.alloc(bytes - one.body.length, ' ')]),
			};
		};
		expect(reasonOf(padded(100_000))).toBe('believed');
		expect(reasonOf(padded(100_001))).toBe(REJECTION.bodyMalformed);
	});

	it('is rejected without a header and with a blank secret', () => {
		expect(reasonOf({ ...delivery(), headers: {} })).toBe(REJECTION.signatureMissing);
		const blank = { ...connection, clientSecret: '  ' };
		const forged = delivery({}, digestOf(eventCreated, eventId, '  ').toString('base64'));
		expect(reasonOf(forged, blank)).toBe(REJECTION.secretMissing);
	});
});

describe('a legacy notification', () => {
	const tooSoon = () => new Error('asked too soon');
	const legacy = {
		hasKey: true,
		ask: () => Promise.reject(tooSoon()),
		mayAskFor: () => true,
	};
	const form = (fields: Record<string, string> | string): Delivery => ({
		...delivery(),
		headers: { 'content-type': 'application/x-www-form-urlencoded' },
		body: Buffer.from(typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()),
	});
	const fields = {
		owner_id: '1003',
		event_type: 'new_order',
		date: '2026-11-21 10:00:00',
		order_id: '103',
		payment_status: 'QUEUED',
		fulfillment_status: 'NEW',
	};

	it('is rejected unless the user switched it on', () => {
		expect(reasonOf(form(fields))).toBe(REJECTION.schemeUnknown);
		const keyless = { ...connection, legacy: { ...legacy, hasKey: false } };
		expect(reasonOf(form(fields), keyless)).toBe(REJECTION.secretMissing);
	});

	it('is accepted with its own key', () => {
		const verdict = verify(form(fields), { ...connection, legacy });
		expect(verdict).toMatchObject({
			ok: true,
			deliveryId: 'new_order-103-20261121100000',
			payload: { by: 'nothing', notification: { event: 'new_order', orderId: '103' } },
		});
	});

	it.each([
		['another store', { ...fields, owner_id: '1004' }, REJECTION.accountMismatch],
		['no known event', { ...fields, event_type: 'old_order' }, REJECTION.bodyMalformed],
		['no order', { ...fields, order_id: '103/..' }, REJECTION.bodyMalformed],
		['no date', { ...fields, date: 'now' }, REJECTION.bodyMalformed],
		[
			'two orders',
			`${new URLSearchParams(fields).toString()}&order_id=104`,
			REJECTION.bodyMalformed,
		],
		['nothing', '', REJECTION.accountMismatch],
		['far too much', `x=${'y'.repeat(20_000)}`, REJECTION.bodyMalformed],
	])('is rejected with %s', (_what, body, reason) => {
		expect(reasonOf(form(body), { ...connection, legacy })).toBe(reason);
	});

	it('does not turn a form into a signed webhook', () => {
		const one = delivery();
		const headers = { ...one.headers, 'content-type': 'application/x-www-form-urlencoded' };
		expect(reasonOf({ ...one, headers })).toBe(REJECTION.schemeUnknown);
	});
});
