import { signRequest } from '../../../../nodes/core/envelope/signRequest';
import {
	duplicateKeys,
	makeEvent,
	parseEvent,
	parseMessage,
	rawHasher,
} from '../../../../nodes/SignedEvent/emit/parseItem';
import { event } from '../node';

/** A raw that counts how often it is hashed. */
function countingRaw() {
	const counted = { reads: 0 };
	const raw = Object.defineProperty({}, 'name', {
		enumerable: true,
		get: () => {
			counted.reads++;
			return 'a';
		},
	});
	return { counted, raw };
}

describe('the keys of events that share a raw', () => {
	it('take one hash of it', () => {
		const { counted, raw } = countingRaw();
		const hashOf = rawHasher();
		const keys = Array.from({ length: 1_000 }, (_, index) => {
			const parsed = parseEvent({ ...event(String(index)), raw, unsigned: ['id'] });
			return parsed.ok ? duplicateKeys(parsed.value, hashOf) : [];
		});
		expect(new Set(keys.flat().flatMap(({ marks }) => marks)).size).toBe(1_000);
		expect(counted.reads).toBeLessThan(10);
	});

	it('take no time for a resent notification with 4,000 events and a large raw', () => {
		const events = Array.from({ length: 4_000 }, (_, id) => ({ id: `e${id}`, unsigned: ['id'] }));
		const raw = { items: events.map(({ id }) => ({ id, name: 'x'.repeat(60) })) };
		const body = JSON.stringify({ message: { eventId: 'a', raw, events } });
		const secret = 'a secret of this node';
		const headers = signRequest({ body }, [secret], { schemes: ['cloudElements'] });
		const before = process.cpuUsage();
		const parsed = parseMessage(
			{ headers, body },
			{ ownKeys: { secrets: [secret] }, isBinary: false },
		);
		const { user, system } = process.cpuUsage(before);
		expect(parsed.ok && new Set(parsed.value.keys.flatMap(({ marks }) => marks)).size).toBe(4_000);
		expect((user + system) / 1_000_000).toBeLessThan(4);
	});
});

describe('the marks of Any JSON', () => {
	const mapped = { source: 'a', type: 'b', object: 'c', id: '1', date: '' };
	const made = (json: Record<string, unknown>) => {
		const parsed = makeEvent(mapped, json, { instanceName: '', now: 0 });
		return parsed.ok ? parsed.value : undefined;
	};
	const marked = { unproven: 'yes', unsigned: ['topic'], sender: 'B'.repeat(20) };

	it.each([
		marked,
		{ data: marked },
		{ data: [{}, marked] },
		{ events: [{}, marked] },
		{ message: marked },
		{ message: { events: [{}, marked] } },
	])('are those of the events in it: %j', (json) => {
		expect(made(json)).toMatchObject({
			...marked,
			unproven: true,
			sender: expect.not.stringMatching(marked.sender),
		});
	});

	it.each([{}, { data: null }, { data: [null, 1] }, { message: { events: 'x' } }, { events: {} }])(
		'are absent if nothing has one: %j',
		(json) => {
			const event = made(json);
			expect([event?.unproven, event?.unsigned, event?.sender]).toEqual(Array(3).fill(undefined));
		},
	);

	it('count however many events come before the unproven one', () => {
		const before = process.cpuUsage();
		expect(made({ events: [...Array(140_000).fill({}), marked] })).toMatchObject({
			unproven: true,
		});
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1_000_000).toBeLessThan(4);
	});
});
