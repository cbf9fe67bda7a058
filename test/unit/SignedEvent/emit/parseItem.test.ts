import { signRequest } from '../../../../nodes/core/envelope/signRequest';
import {
	duplicateKeys,
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
		expect(new Set(keys.flat()).size).toBe(1_000);
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
		expect(parsed.ok && new Set(parsed.value.ids).size).toBe(4_000);
		expect((user + system) / 1_000_000).toBeLessThan(4);
	});
});
