import type { NormalizedEvent } from '../event';

/** A CloudEvent 1.0 in its JSON format. */
export interface CloudEvent {
	specversion: '1.0';
	id: string;
	source: string;
	type: string;
	subject: string;
	time: string;
	datacontenttype: 'application/json';
	/** CloudEvents' own extension: when it was received here, where `time` is when it happened. */
	recordedtime: string;
	/** Extension of this package: only the sender's word stands behind it. */
	unproven?: true;
	/** Extension of this package: the fields that rest on a header which no signature covers, by commas. */
	unsigned?: string;
	data: NormalizedEvent;
}

/**
 * A normalized event as CloudEvents 1.0.2 has it
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). `source` and `id` name the change,
 * however often it comes; `data` is the whole normalized event, so nothing of it is lost.
 */
export function toCloudEvent(event: NormalizedEvent): CloudEvent {
	return {
		specversion: '1.0',
		id: event.id,
		source: `/${[event.elementKey, ...event.account.split('/')].map(wellFormed).map(encodeURIComponent).join('/')}`,
		type: [event.elementKey, event.objectType, event.eventType.toLowerCase()].join('.'),
		subject: event.objectId,
		time: event.date,
		datacontenttype: 'application/json',
		recordedtime: event.receivedAt,
		...(event.unproven ? { unproven: true as const } : {}),
		...(event.unsigned === undefined ? {} : { unsigned: event.unsigned.join(',') }),
		data: event,
	};
}

/** What the binary mode has in the body and its content type. */
const IN_BODY: ReadonlySet<string> = new Set(['data', 'datacontenttype']);

/**
 * The attributes as headers of the binary mode (HTTP protocol binding 3.1.3): `"`, `%`, spaces and all but
 * printable ASCII are percent-encoded.
 */
export function cloudEventHeaders(event: CloudEvent): Record<string, string> {
	const { datacontenttype } = event;
	const attributes = Object.entries(event).filter(([name]) => !IN_BODY.has(name));
	const headers = attributes.map(([name, value]) => [
		`ce-${name}`,
		wellFormed(String(value)).replace(/[^\x21\x23\x24\x26-\x7e]/gu, encodeURIComponent),
	]);
	return { 'Content-Type': datacontenttype, ...Object.fromEntries(headers) };
}

/** Half a character, which JSON may hold, is more than percent-encoding takes: it becomes U+FFFD. */
function wellFormed(text: string): string {
	return Buffer.from(text).toString();
}
