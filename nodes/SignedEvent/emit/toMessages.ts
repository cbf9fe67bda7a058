import { batches } from '../../core/envelope/cloudElementsEnvelope';
import { ENVELOPES } from '../../core/envelope/envelopes';
import { eventKey, messageId } from '../../core/envelope/eventKey';
import type { ParsedItem, ParsedEvent, ParsedMessage } from './parseItem';
import type { EmitSettings } from './settings';

/** One envelope on its way to one callback. */
export type Message = Omit<ParsedMessage, 'kind' | 'item' | 'isUnproven'> & {
	/** Indexes of the input items. */
	items: number[];
};

/** Returns the messages to send: events grouped by callback URL and envelope, and messages to resend, unchanged. */
export function toMessages(
	items: readonly ParsedItem[],
	{ envelope, instance, batchSize }: Pick<EmitSettings, 'envelope' | 'instance' | 'batchSize'>,
	now: number,
): Message[] {
	const form = ENVELOPES[envelope];
	const byUrl = new Map<string, ParsedEvent[]>();
	for (const each of items) {
		if (each.kind !== 'event') continue;
		const { callbackUrl } = each;
		const ofUrl = byUrl.get(callbackUrl);
		if (ofUrl === undefined) byUrl.set(callbackUrl, [each]);
		else ofUrl.push(each);
	}
	const wrapped = [...byUrl].flatMap(([callbackUrl, ofUrl]) => {
		const together = form.holdsMany ? batches(ofUrl, batchSize) : ofUrl.map((each) => [each]);
		return together.map((batch): Message => {
			const batchEvents = batch.map(({ event }) => event);
			return {
				...form.wrap(batchEvents, { instance, now }),
				id: messageId(batchEvents.map(eventKey)),
				ids: batch.flatMap((each) => each.ids),
				events: batchEvents.map(({ id }) => id),
				items: batch.map(({ item }) => item),
				attempt: 0,
				callbackUrl,
			};
		});
	});
	const resent = items.flatMap((each) => {
		if (each.kind === 'event') return [];
		const { ids, id, events, headers, body, attempt, callbackUrl, item } = each;
		return [{ ids, id, events, headers, body, attempt, callbackUrl, items: [item] }];
	});
	return [...wrapped, ...resent];
}
