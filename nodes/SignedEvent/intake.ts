import { z } from 'zod';

import { contentHash } from '../core/contentHash';
import { EVENT_TYPES, normalizedEvent, toEvent, type NormalizedEvent } from '../core/event';
import { stateRevision } from '../core/revision';

/** An event, and the item it came in. */
export interface TakenEvent {
	kind: 'event';
	ids: readonly string[];
	/** Index of the input item. */
	item: number;
	event: NormalizedEvent;
	callbackUrl: string;
}

/** A message that this node wrapped before: not delivered then, or only put out. */
export interface TakenMessage {
	kind: 'message';
	ids: readonly string[];
	item: number;
	id: string;
	/** Without those that prove it: these are made anew for each attempt. */
	headers: Record<string, string>;
	body: Buffer;
	/** How many attempts were made. */
	attempt: number;
	callbackUrl: string;
}
export type Taken = TakenEvent | TakenMessage;

/** What keeps an item from going out. */
export interface Misfit {
	ok: false;
	field: string;
	reason: string;
}

/** The values of the panel's fields for any JSON. */
export interface MappedFields {
	source: string;
	type: string;
	object: string;
	id: string;
	/** Empty: it happened now. */
	date: string;
}

const messageItem = z.object({
	id: normalizedEvent.shape.id,
	events: z.array(normalizedEvent.shape.id).min(1),
	headers: z.record(z.string(), z.string()),
	body: z.string().min(1),
	attempt: z.number().int().min(0).default(0),
});

/** Headers of a message that are not made anew: they say what the body is. */
const KEPT_HEADERS = /^(content-type|elements-webhook-id|ce-[a-z0-9]+)$/i;

/** True of what this node puts out; an event has neither body nor headers. */
export function isMessage(json: Record<string, unknown>): boolean {
	return 'body' in json && 'headers' in json && 'events' in json;
}

/** Takes a message back in, to be sent again. */
export function takeMessage(
	json: Record<string, unknown>,
): { ok: true; value: Pick<TakenMessage, 'ids' | 'id' | 'headers' | 'body' | 'attempt'> } | Misfit {
	const parsed = messageItem.safeParse(json);
	if (!parsed.success) return misfit(parsed.error);
	const { id, events, headers, body, attempt } = parsed.data;
	const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.test(name));
	if (kept.some(([, value]) => !/^[\x20-\x7e]*$/.test(value)))
		return { ok: false, field: 'headers', reason: 'must hold printable ASCII only' };
	const value = {
		ids: events,
		id,
		headers: Object.fromEntries(kept),
		body: Buffer.from(body),
		attempt,
	};
	return { ok: true, value };
}

/** Takes an item that is to be an event already. */
export function takeEvent(json: unknown): { ok: true; value: NormalizedEvent } | Misfit {
	const parsed = normalizedEvent.safeParse(json);
	return parsed.success ? { ok: true, value: parsed.data } : misfit(parsed.error);
}

const mappedFields = z.object({
	source: z.string().trim().min(1, 'is empty'),
	type: z.string().trim().min(1, 'is empty'),
	object: z.string().trim().min(1, 'is empty'),
	id: z.string().trim().min(1, 'is empty'),
	date: z.union([
		z.literal(''),
		z.string().datetime({ offset: true, message: 'is no date and time as ISO 8601 writes it' }),
	]),
});

/**
 * Makes an event of any JSON. Its revision is the date, where one is mapped, and a hash of the whole: the
 * same JSON is the same event.
 *
 * @param now epoch milliseconds
 */
export function makeEvent(
	fields: MappedFields,
	raw: Record<string, unknown>,
	{ instanceName, now }: { instanceName: string; now: number },
): { ok: true; value: NormalizedEvent } | Misfit {
	const parsed = mappedFields.safeParse(fields);
	if (!parsed.success) return misfit(parsed.error);
	const { source, type, object, id, date } = parsed.data;
	const eventType = EVENT_TYPES.find((each) => each === type.toUpperCase()) ?? 'UNKNOWN';
	const happened = date === '' ? undefined : new Date(date).toISOString();
	return {
		ok: true,
		value: toEvent(
			{
				eventType,
				kind: eventType === 'UNKNOWN' ? type : eventType,
				objectType: object,
				objectId: id,
				date: happened ?? new Date(now).toISOString(),
				revision: stateRevision(happened, contentHash(raw, [])),
				topic: type,
				raw,
			},
			{
				elementKey: source,
				hubKey: 'custom',
				account: source,
				instanceName,
				instanceTags: [],
				includeRaw: true,
			},
			{ capture: 'webhook', receivedAt: now },
		),
	};
}

function misfit({ issues: [{ path, message }] }: z.ZodError): Misfit {
	return { ok: false, field: path.join('.') || 'the item', reason: message };
}
