import fc from 'fast-check';

import { Redeliveries, type DeliveryKey } from '../../nodes/host/trigger/delivery/redeliveries';

const RUNS = 3_000;
const SEED = Number(process.env.SIGNED_EVENTS_SEED ?? 20_260);
const SEEN_FOR_MS = 1_000;
const LIMITS = { count: 3, inFlightForMs: 100, startsAtOnce: 1e6, startEveryMs: 100 };
const KEYS = ['a', 'b', 'c', 'd', 'e'];

/** What happens to a delivery's memory. */
type Step =
	| { do: 'arrive' | 'accept' | 'fail'; key: string }
	| { do: 'pass'; milliseconds: number }
	/** The process ends; another one knows nothing. */
	| { do: 'crash' };

/** What happened last to a delivery. */
interface Last {
	what: 'in_flight' | 'seen' | 'failed';
	at: number;
}

const key = fc.constantFrom(...KEYS);
const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: fc.constant('arrive' as const), key }) },
	{
		weight: 5,
		arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'fail' as const), key }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('pass' as const),
			milliseconds: fc.oneof(
				fc.integer({ min: 1, max: 120 }),
				fc.integer({ min: 880, max: 1_020 }),
			),
		}),
	},
	{ weight: 1, arbitrary: fc.constant({ do: 'crash' as const }) },
);

/** The deliveries as a vendor knows them, in the order in which something happened to them. */
class Book {
	readonly last = new Map<string, Last>();

	note(name: string, what: Last['what'], at: number): void {
		this.last.delete(name);
		this.last.set(name, { what, at });
	}

	/** Whether so many others came after it that it was evicted. */
	isCrowdedOut(name: string): boolean {
		return [...this.last.keys()].reverse().indexOf(name) >= LIMITS.count;
	}
}

function expected(book: Book, name: string, now: number): string {
	const last = book.last.get(name);
	if (last === undefined || last.what === 'failed') return 'new';
	const lifetime = last.what === 'seen' ? SEEN_FOR_MS : LIMITS.inFlightForMs;
	return now - last.at < lifetime ? last.what : 'new';
}

function delivery(name: string): DeliveryKey {
	return { signed: [name], retriesForMs: SEEN_FOR_MS };
}

function run(history: readonly Step[]): void {
	let memory = new Redeliveries(LIMITS);
	let book = new Book();
	let now = 0;
	for (const step of history) {
		if (step.do === 'pass') now += step.milliseconds;
		else if (step.do === 'crash') [memory, book] = [new Redeliveries(LIMITS), new Book()];
		else if (step.do === 'arrive') {
			const admission = memory.admit(delivery(step.key), now);
			// What had no room is run again; nothing else is taken for new, and nothing new for seen.
			if (admission !== 'new' || !book.isCrowdedOut(step.key))
				expect([step.key, admission]).toEqual([step.key, expected(book, step.key, now)]);
			if (admission === 'new') book.note(step.key, 'in_flight', now);
		} else if (book.last.get(step.key)?.what === 'in_flight') {
			if (step.do === 'accept') memory.accept(delivery(step.key), now);
			else memory.release(delivery(step.key));
			book.note(step.key, step.do === 'accept' ? 'seen' : 'failed', now);
		}
	}
}

describe('deliveries that come, fail and come again', () => {
	it('count as seen once they were answered 2xx, as in flight until then, and as new after a failure', () => {
		fc.assert(fc.property(fc.array(steps, { maxLength: 40, size: 'max' }), run), {
			numRuns: RUNS,
			seed: SEED,
			verbose: fc.VerbosityLevel.Verbose,
		});
	});
});
