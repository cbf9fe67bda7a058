import { batches } from '../../core/envelope/cloudElementsEnvelope';
import { ENVELOPES } from '../../core/envelope/envelopes';
import { eventKey } from '../../core/envelope/eventKey';
import { messageId } from '../../core/envelope/messageId';
import type { ParsedItem, ParsedEvent, ParsedMessage } from './parseItem';
import type { EmitSettings } from './settings';

/** One envelope on its way to one callback. */
export type Message = Omit<ParsedMessage, 'kind' | 'item' | 'isUnproven'> & {
	/** Indexes of the input items. */
	items: number[];
};

/**
 * Returns the messages to send, in the order of the first item of each: events grouped by callback URL, the item's
 * settings and envelope, and messages to resend, unchanged. An event without a key shares no envelope with others,
 * because a repeated message is skipped if all its keys are done.
 */
export function toMessages(
	items: readonly ParsedItem[],
	{
		envelope,
		instance,
		batchSize,
		perItem,
	}: Pick<EmitSettings, 'envelope' | 'instance' | 'batchSize' | 'perItem'>,
	now: number,
): Message[] {
	const form = ENVELOPES[envelope];
	const groups = new Map<string, ParsedEvent[]>();
	for (const each of items) {
		if (each.kind !== 'event') continue;
		const key = JSON.stringify([each.keys.length > 0, each.callbackUrl, perItem[each.item]]);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [each]);
		else group.push(each);
	}
	const wrapped = [...groups.values()].flatMap((group) => {
		const [{ callbackUrl }] = group;
		const together = form.holdsMany ? batches(group, batchSize) : group.map((each) => [each]);
		return together.map((batch): Message => {
			const batchEvents = batch.map(({ event }) => event);
			return {
				...form.wrap(batchEvents, { instance, now }),
				id: messageId(batchEvents.map(eventKey)),
				keys: batch.flatMap(({ keys }) => keys),
				events: batchEvents.map(({ id }) => id),
				items: batch.map(({ item }) => item),
				attempt: 0,
				callbackUrl,
			};
		});
	});
	const resent = items.flatMap((each) => {
		if (each.kind === 'event') return [];
		const { keys, id, events, headers, body, attempt, callbackUrl, item } = each;
		return [{ keys, id, events, headers, body, attempt, callbackUrl, items: [item] }];
	});
	return [...wrapped, ...resent].sort((one, other) => one.items[0] - other.items[0]);
}
