import { createHash } from 'node:crypto';

import { base32 } from '../../../nodes/core/hash/base32';
import { toEvent, normalizedEvent, type Change, type Source } from '../../../nodes/core/event';
import { eventId, stateId, type ChangeIdentity } from '../../../nodes/core/eventId';
import { bornRevision, goneRevision, stateRevision } from '../../../nodes/core/revision';

const identity: ChangeIdentity = {
	elementKey: 'woocommercerest',
	account: 'shop.example/store',
	objectType: 'orders',
	objectId: '17',
	kind: 'CREATED',
	revision: 'born',
};
const source: Source = {
	elementKey: 'woocommercerest',
	hubKey: 'ecommerce',
	account: 'shop.example/store',
	instanceName: 'Main shop',
	instanceTags: ['production'],
	includeRaw: true,
};
const change: Change = {
	eventType: 'CREATED',
	kind: 'CREATED',
	objectType: 'orders',
	objectId: '17',
	date: '2026-11-21T10:00:00Z',
	revision: 'born',
	topic: 'order.created',
	raw: { id: 17 },
};

describe('base32 (RFC 4648 section 10, without padding)', () => {
	it.each([
		['', ''],
		['f', 'MY'],
		['fo', 'MZXQ'],
		['foo', 'MZXW6'],
		['foob', 'MZXW6YQ'],
		['fooba', 'MZXW6YTB'],
		['foobar', 'MZXW6YTBOI'],
	])('writes %j as %j', (plain, written) => {
		expect(base32(Buffer.from(plain))).toBe(written);
	});
});

describe('the id of a state', () => {
	const updated = {
		elementKey: 'shopify',
		account: 'a.myshopify.com',
		objectType: 'orders',
		objectId: '17',
		stateRevision: 'updated:2026-11-28T10:00:00Z',
	};

	it('is st_ and the base32 of the SHA-256 of the JSON array of its five parts', () => {
		const array = '["shopify","a.myshopify.com","orders","17","updated:2026-11-28T10:00:00Z"]';
		expect(stateId(updated)).toBe(`st_${base32(createHash('sha256').update(array).digest())}`);
	});

	it.each(Object.keys(updated) as Array<keyof typeof updated>)('differs if %s differs', (part) => {
		expect(stateId({ ...updated, [part]: 'other' })).not.toBe(stateId(updated));
	});

	it('is the same in events of both captures and other contents, and absent without a state', () => {
		const { stateRevision } = updated;
		const hook = { capture: 'webhook', deliveryId: 'd', receivedAt: 1 } as const;
		const poll = { capture: 'polling', receivedAt: 2 } as const;
		const found = { ...change, stateRevision, revision: 'b', rawShape: 'graphql', account: 'x' };
		const event = toEvent(found, source, poll);
		expect(normalizedEvent.parse(event)).toEqual(event);
		const { elementKey } = source;
		expect(event).toMatchObject({
			stateId: stateId({ ...identity, elementKey, account: 'x', stateRevision }),
			rawShape: 'graphql',
		});
		expect(toEvent({ ...found, revision: 'c' }, source, hook).stateId).toBe(event.stateId);
		const without = toEvent(change, source, poll);
		expect(Object.keys(without)).not.toEqual(expect.arrayContaining(['stateId']));
		expect(Object.keys(without)).not.toEqual(expect.arrayContaining(['rawShape']));
		expect(Object.keys(event)).not.toContain('stateRevision');
	});
});

describe('the id of an event', () => {
	it('is evt_ and the base32 of the SHA-256 of the JSON array of its six parts', () => {
		const array = '["woocommercerest","shop.example/store","orders","17","CREATED","born"]';
		const expected = base32(createHash('sha256').update(array).digest());
		expect(eventId(identity)).toBe(`evt_${expected}`);
		// Computed by Python's hashlib and base64.b32encode.
		expect(eventId(identity)).toBe('evt_NHWW7IPMKBMO5JLNAKBJ4LD46PJHCK7RK4T4H4FEL3MI6FMFIKXQ');
	});

	it('holds no dot, which Standard Webhooks forbids', () => {
		expect(eventId(identity)).toMatch(/^evt_[A-Z2-7]{52}$/);
	});

	it.each(Object.keys(identity) as Array<keyof ChangeIdentity>)(
		'differs where %s differs',
		(part) => {
			expect(eventId({ ...identity, [part]: 'other' })).not.toBe(eventId(identity));
		},
	);

	it('does not run its parts together', () => {
		const left = { ...identity, objectType: 'orders1', objectId: '7' };
		const right = { ...identity, objectType: 'orders', objectId: '17' };
		expect(eventId(left)).not.toBe(eventId(right));
	});

	it('has neither date nor time of receipt nor way of capture in it', () => {
		const byPoll = toEvent(change, source, { capture: 'polling', receivedAt: 1 });
		const later = { ...change, date: '2030-01-01T00:00:00Z' };
		const byHook = toEvent(later, source, {
			capture: 'webhook',
			deliveryId: 'd1',
			receivedAt: 2,
		});
		expect(byHook.id).toBe(byPoll.id);
	});

	it('is the same for any name of the instance or the resource', () => {
		const renamed = toEvent(
			{ ...change, resourceName: 'purchases' },
			{ ...source, instanceName: 'other', instanceTags: [], includeRaw: false },
			{ capture: 'polling', receivedAt: 1 },
		);
		expect(renamed.id).toBe(eventId(identity));
	});

	it('has the topic as kind when a change is not a plain create, update or delete', () => {
		const paid = {
			...change,
			eventType: 'UPDATED',
			kind: 'orders/paid',
			topic: 'orders/paid',
		} as const;
		const edited = {
			...change,
			eventType: 'UPDATED',
			kind: 'orders/edited',
			topic: 'orders/edited',
		} as const;
		const capture = { capture: 'webhook', receivedAt: 1 } as const;
		expect(toEvent(paid, source, capture).id).not.toBe(toEvent(edited, source, capture).id);
	});
});

describe('revisions', () => {
	it('calls a creation born, and born#n when the id came back', () => {
		expect(bornRevision()).toBe('born');
		expect(bornRevision(2)).toBe('born#2');
	});

	it('calls an end gone, and gone#n when the id had come back', () => {
		expect(goneRevision()).toBe('gone');
		expect(goneRevision(3)).toBe('gone#3');
	});

	it('names a state by its modified date, a tilde and its hash', () => {
		expect(stateRevision('2026-11-21T10:00:00Z', 'abc')).toBe('2026-11-21T10:00:00Z~abc');
	});

	it('tells A, B, A apart by the previous hash where no date moves', () => {
		expect(stateRevision(undefined, 'a', 'b')).not.toBe(stateRevision(undefined, 'a'));
	});
});

describe('a normalized event', () => {
	const event = toEvent(change, source, { capture: 'polling', receivedAt: Date.UTC(2026, 0, 1) });

	it('passes its own definition', () => {
		expect(normalizedEvent.parse(event)).toEqual(event);
	});

	it('leaves the raw object out when it is told to', () => {
		const slim = toEvent(
			change,
			{ ...source, includeRaw: false },
			{ capture: 'polling', receivedAt: 1 },
		);
		expect(slim).not.toHaveProperty('raw');
		expect(normalizedEvent.parse(slim)).toEqual(slim);
	});

	it.each([
		['id', 'with.dot'],
		['eventType', 'CHANGED'],
		['objectId', 17],
		['date', '2026-11-21 10:00'],
		['date', '2026-11-21T10:00:00+02:00'],
		['capture', 'guessing'],
		['instanceTags', 'production'],
	])('is rejected with %s = %j', (field, value) => {
		const parsed = normalizedEvent.safeParse({ ...event, [field]: value });
		expect(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0])).toEqual([field]);
	});
});
