import type { NormalizedEvent } from '../event';
import type { CloudEvent } from './envelopeSchemas';

/**
 * Returns a normalized event as a CloudEvent 1.0.2
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md). `source` and `id` together identify the
 * change each time it is sent. `data` is the whole normalized event. If the event arrived as a CloudEvent, its
 * extensions and its `dataschema` are restored.
 */
export function toCloudEvent(event: NormalizedEvent): CloudEvent {
	return {
		specversion: '1.0',
		id: event.id,
		source: `/${encodePath(`${event.elementKey}/${event.account}`)}`,
		type: [event.elementKey, event.objectType, event.eventType.toLowerCase()].join('.'),
		subject: event.objectId,
		time: event.date,
		datacontenttype: 'application/json',
		recordedtime: event.receivedAt,
		...(event.unproven ? { unproven: true as const } : {}),
		...(event.unsigned === undefined ? {} : { unsigned: event.unsigned.join(',') }),
		data: event,
		...(event.attributes?.specversion === '1.0' ? cloudEventExtensions(event.attributes) : {}),
	};
}

/** Encodes a path except its slashes. One pass is fast even if a sender chooses an account that consists of slashes. */
function encodePath(path: string): string {
	return encodeURIComponent(wellFormed(path)).replaceAll('%2F', '/');
}

/** The attributes that `toCloudEvent` writes itself, and `sender`, which only the event in `data` names. */
const OWN: ReadonlySet<string> = new Set([
	...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype'],
	...['recordedtime', 'unproven', 'unsigned', 'sender', 'data'],
]);

/**
 * Returns the members of a CloudEvent that are valid attributes and that `toCloudEvent` does not write. An integer has
 * 32 bits (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#type-system).
 */
export function cloudEventExtensions(
	members: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(members).filter(
			([name, value]) => /^[a-z\d]+$/.test(name) && !OWN.has(name) && isAttribute(value),
		),
	);
}

function isAttribute(value: unknown): boolean {
	const isInteger = typeof value === 'number' && value === value >> 0;
	return isInteger || typeof value === 'string' || typeof value === 'boolean';
}

/** The attributes that the binary mode does not send as `ce-` headers. */
const IN_BODY: ReadonlySet<string> = new Set(['data', 'datacontenttype']);
/** Maximum characters of all extension headers together. Many servers reject a request with more than 16 KB of headers. */
const MOST_IN_HEADERS = 8_192;

/**
 * Returns the headers of the binary mode. An extension that does not fit into the headers is only in the `attributes`
 * of the body. `"`, `%`, spaces and all but printable ASCII are percent-encoded
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#313-metadata-headers).
 */
export function cloudEventHeaders(event: CloudEvent): Record<string, string> {
	const { datacontenttype } = event;
	let room = MOST_IN_HEADERS;
	const headers = Object.entries(event).flatMap(([name, value]) => {
		if (IN_BODY.has(name)) return [];
		const text = String(value);
		if (OWN.has(name)) return [[`ce-${name}`, encodeHeaderValue(text)]];
		if (text.length > room) return [];
		const encoded = encodeHeaderValue(text);
		const length = `ce-${name}: ${encoded}\r\n`.length;
		if (length > room) return [];
		room -= length;
		return [[`ce-${name}`, encoded]];
	});
	return { 'Content-Type': datacontenttype, ...Object.fromEntries(headers) };
}

function encodeHeaderValue(text: string): string {
	return wellFormed(text).replace(/[^\x21\x23\x24\x26-\x7e]+/gu, encodeURIComponent);
}

/**
 * Returns the decoded value of a header of the binary mode. Older senders quote values
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values).
 *
 * @returns undefined if it encodes bytes that are not UTF-8
 */
export function decodeHeaderValue(value: string): string | undefined {
	const [, quoted] = /^"(.*)"$/s.exec(value) ?? [];
	const text = quoted === undefined ? value : quoted.replace(/\\(.)/gs, '$1');
	try {
		return text.replace(/(?:%[\da-f]{2})+/gi, decodeURIComponent);
	} catch {
		return undefined;
	}
}

/** Replaces unpaired surrogates by U+FFFD. JSON allows them, but percent-encoding throws on them. */
function wellFormed(text: string): string {
	return Buffer.from(text).toString();
}
