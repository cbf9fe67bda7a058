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
	/** A documented CloudEvents extension: when n8n received it. `time` is when it happened. */
	recordedtime: string;
	/** An extension of this package: nothing verified the content. */
	unproven?: true;
	/** An extension of this package: a comma-separated list of fields that depend on an unsigned header. */
	unsigned?: string;
	data: NormalizedEvent;
}

/**
 * Returns a normalized event as a CloudEvent 1.0.2
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). `source` and `id` together identify the
 * change each time it is sent. `data` is the whole normalized event.
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

/** The attributes that the binary mode does not send as `ce-` headers. */
const IN_BODY: ReadonlySet<string> = new Set(['data', 'datacontenttype']);

/**
 * Returns the headers of the binary mode. `"`, `%`, spaces and all but printable ASCII are percent-encoded
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#313-metadata-headers).
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

/** Replaces unpaired surrogates by U+FFFD. JSON allows them, but percent-encoding throws on them. */
function wellFormed(text: string): string {
	return Buffer.from(text).toString();
}
