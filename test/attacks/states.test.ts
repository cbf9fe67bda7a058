/* What a stranger or another sender can do with the state of an event. */
import type { IDataObject } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../nodes/core/event';
import { ENVELOPES } from '../../nodes/core/envelope/envelopes';
import { parseEnvelope } from '../../nodes/core/envelope/parseEnvelope';
import { event, execute } from '../unit/SignedEvent/node';
import { ProcessedTable } from '../unit/processedTable';

const STATE = 'st_orderSeventeenCreated';
const [ANN, BOB] = ['ANNABCDEFGHIJKLMNOPQ', 'BOBABCDEFGHIJKLMNOPQ'];

/** The true change that catch-up found. */
const found = event('17', { id: 'evt_true', eventType: 'CREATED', stateId: STATE });

/** A recorded body under a topic that its signature does not cover. */
const forged = (more: Partial<NormalizedEvent>) =>
	event('17', { id: 'evt_forged', capture: 'webhook', deliveryId: 'd', stateId: STATE, ...more });

/** Runs *Skip Duplicates* once for each input, over one store, and returns the ids that it emitted. */
async function emittedBy(...inputs: IDataObject[][]): Promise<string[]> {
	const table = new ProcessedTable();
	const parameters = { operation: 'emit', envelope: 'event', signature: [], skipDuplicates: true };
	const ids: string[] = [];
	for (const items of inputs) {
		const [emitted] = await execute({ parameters, table, connected: [0, 1] }, ...items);
		ids.push(...emitted.map(({ json }) => String(json.id)));
	}
	return ids;
}

/** Returns an event as a receiver reads it from a sender's message. */
function relayed(sender: string, one: NormalizedEvent): NormalizedEvent {
	const { headers, body } = ENVELOPES.event.wrap([one]);
	const [change] = parseEnvelope({ sender, body, headers: headers as never, receivedAt: 0 }) ?? [];
	const source = { elementKey: 'a', hubKey: 'b', account: 'c', instanceName: '', instanceTags: [] };
	const capture = { capture: 'webhook', receivedAt: 0 } as const;
	return toEvent(change, { ...source, includeRaw: true }, capture);
}

describe('a forged event', () => {
	it.each<[what: string, more: Partial<NormalizedEvent>]>([
		['whose kind determines its state', { unsigned: ['id', 'topic', 'stateId'] }],
		['that nothing verified', { unproven: true, unsigned: ['id'] }],
	])('does not suppress what catch-up found: one %s', async (_what, more) => {
		for (const inputs of [[[forged(more)], [found]], [[forged(more), found]]])
			expect(await emittedBy(...inputs)).toContain('evt_true');
	});

	it('does not let catch-up emit a state twice', async () => {
		const one = forged({ unsigned: ['id', 'stateId'] });
		expect(await emittedBy([found], [one], [found])).toEqual(['evt_true']);
	});

	it('does not suppress another webhook of its state', async () => {
		const genuine = forged({ id: 'evt_genuine', deliveryId: 'genuine' });
		expect(await emittedBy([forged({})], [genuine])).toEqual(['evt_forged', 'evt_genuine']);
	});
});

describe("a sender's event", () => {
	const claims = [found, forged({}), { ...found, sender: BOB }];

	it.each(claims)('does not suppress a state of a vendor or another sender: $id', async (claim) => {
		const others = [
			found,
			forged({ id: 'evt_webhook' }),
			relayed(BOB, found),
			relayed(BOB, { ...found, sender: ANN }),
		];
		for (const other of others) {
			const emitted = await emittedBy([relayed(ANN, claim)], [other]);
			expect(emitted).toHaveLength(2);
		}
	});

	it('is skipped if the same sender has sent the state', async () => {
		const webhook = { ...forged({}), id: 'evt_webhook' };
		expect(await emittedBy([relayed(ANN, found)], [relayed(ANN, webhook)])).toHaveLength(1);
		expect(await emittedBy([relayed(ANN, webhook)], [relayed(ANN, found)])).toHaveLength(1);
		expect(await emittedBy([relayed(ANN, webhook)], [relayed(ANN, forged({}))])).toHaveLength(2);
	});

	it('cannot be written as the mark of a state', async () => {
		const named = forged({ id: `${STATE}_webhook`, stateId: undefined });
		expect(await emittedBy([relayed(ANN, named)], [found])).toHaveLength(2);
		expect(await emittedBy([relayed(ANN, named)], [relayed(ANN, found)])).toHaveLength(2);
	});
});
