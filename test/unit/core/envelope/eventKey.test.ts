import { stateKeys, type StateEvent } from '../../../../nodes/core/envelope/eventKey';

const WEBHOOK: StateEvent = { stateId: 'st_1', capture: 'webhook' };
const POLLING: StateEvent = { stateId: 'st_1', capture: 'polling' };

/** Whether the second event is skipped once the first one was emitted. */
function skips(first: StateEvent, second: StateEvent): boolean {
	const mark = stateKeys(first)?.mark;
	return mark !== undefined && (stateKeys(second)?.skippedBy.includes(mark) ?? false);
}

describe('the keys of a state', () => {
	it.each<[what: string, first: StateEvent, second: StateEvent, expected: boolean]>([
		['a webhook for catch-up', WEBHOOK, POLLING, true],
		['catch-up for a webhook', POLLING, WEBHOOK, true],
		['catch-up for catch-up', POLLING, POLLING, true],
		['a webhook not for another one', WEBHOOK, WEBHOOK, false],
		['no other state', POLLING, { ...WEBHOOK, stateId: 'st_2' }, false],
		['no forgeable state for catch-up', { ...WEBHOOK, unsigned: ['stateId'] }, POLLING, false],
		['catch-up for a forgeable state', POLLING, { ...WEBHOOK, unsigned: ['stateId'] }, true],
		['other unsigned fields too', { ...WEBHOOK, unsigned: ['id', 'topic'] }, POLLING, true],
		['no unproven webhook', { ...WEBHOOK, unproven: true }, POLLING, false],
		['no unproven catch-up', { ...POLLING, unproven: true }, WEBHOOK, false],
		['nothing for an unproven event', POLLING, { ...WEBHOOK, unproven: true }, false],
	])('let one stand for the other: %s', (_what, first, second, expected) => {
		expect(skips(first, second)).toBe(expected);
	});

	it('are those of their sender, so a sender cannot suppress a vendor or another sender', () => {
		const senders = [{}, { sender: 'A'.repeat(20) }, { sender: 'B'.repeat(20) }];
		for (const one of senders)
			for (const other of senders)
				for (const [first, second] of [
					[WEBHOOK, POLLING],
					[POLLING, WEBHOOK],
				])
					expect(skips({ ...first, ...one }, { ...second, ...other })).toBe(one === other);
	});

	it('do not exist without a state', () => {
		expect(stateKeys({ capture: 'polling' })).toBeUndefined();
	});
});
