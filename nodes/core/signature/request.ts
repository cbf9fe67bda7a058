import { isObject, isScalar, parseJson } from '../json';
import { decodeUtf8 } from '../text/utf8';
import type { Delivery } from '../vendor';
import type { Source } from './template';

/** Fields in the order in which they came. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** No vendor sends this many fields, and n8n reads as many. A form with more of them is not read. */
const MOST_FIELDS = 1_000;
/** Vendors' forms have a few KB. Decoding 16 MB of them takes seconds. */
const LONGEST_FORM = 1024 * 1024;

/**
 * Some signatures stand in the JSON, so it is parsed before it is verified. A stranger can compress 16 MB of integers to 16
 * KB, and parsing them takes seconds. A notification of Adyen or Mailgun has some KB.
 */
const UNVERIFIED = { bytes: 256 * 1024, values: 10_000 } as const;

/** A delivery whose JSON, form and query are parsed at most once, and only if a scheme needs them. */
export class RequestView {
	private document?: { value: unknown };
	private fields?: { value: Fields | undefined };
	private parameters?: Fields;
	private isVerified = false;

	constructor(readonly delivery: Delivery) {}

	get method(): string {
		return this.delivery.method ?? 'POST';
	}

	/** The node's URL, with the request's query. Headers never affect it. */
	get url(): string {
		const { address, query = '' } = this.delivery;
		return query === '' ? address : `${address}?${query}`;
	}

	/** Notes that the signature is valid. Before that, a large JSON body counts as unreadable. */
	noteVerified(): void {
		this.isVerified = true;
		if (this.document?.value === undefined) this.document = undefined;
	}

	/** The body as a JSON object or list, or undefined if it is neither. */
	get json(): unknown {
		this.document ??= { value: this.readDocument() };
		return this.document.value;
	}

	/** The fields of the body. Empty if the body is not a form. */
	get form(): Fields {
		return this.readableForm ?? [];
	}

	/** The fields of the body. Undefined if the body has no fields, or if the node cannot read all of them. */
	get readableForm(): Fields | undefined {
		this.fields ??= { value: this.readForm() };
		return this.fields.value;
	}

	get query(): Fields {
		this.parameters ??= readFields(this.delivery.query ?? '');
		return this.parameters;
	}

	/** Returns a header that came once, or undefined. */
	header(name: string): string | undefined {
		const value = Object.hasOwn(this.delivery.headers, name)
			? this.delivery.headers[name]
			: undefined;
		return typeof value === 'string' ? value : undefined;
	}

	isRepeated(source: Source, name: string): boolean {
		if (source === 'header')
			return (
				Object.hasOwn(this.delivery.headers, name) && Array.isArray(this.delivery.headers[name])
			);
		return source !== 'json' && this.valuesOf(source, name).length > 1;
	}

	/**
	 * Returns the text at a place, or undefined if it is absent, repeated or not a scalar. Equal fields of a form count once, as
	 * in Twilio's signature.
	 *
	 * @param root where a path of JSON begins. Defaults to the body
	 */
	read(source: Source, name: string, root: unknown = undefined): string | undefined {
		if (source === 'header') return this.header(name);
		if (source === 'json') return textOf(walk(root ?? this.json, name));
		const values = this.valuesOf(source, name);
		const isClear = source === 'form' ? new Set(values).size === 1 : values.length === 1;
		return isClear ? values[0] : undefined;
	}

	private valuesOf(source: 'query' | 'form', name: string): readonly string[] {
		const fields = source === 'form' ? this.form : this.query;
		return fields.filter(([one]) => one === name).map(([, value]) => value);
	}

	private readDocument(): unknown {
		const { body } = this.delivery;
		if (this.isVerified) return readJson(body.toString('utf8'));
		return body.length > UNVERIFIED.bytes
			? undefined
			: readJson(body.toString('utf8'), UNVERIFIED.values);
	}

	private readForm(): Fields | undefined {
		const { body } = this.delivery;
		const type = (this.header('content-type') ?? '').toLowerCase();
		const isForm = type.startsWith('application/x-www-form-urlencoded');
		if (!isForm || body.length > LONGEST_FORM) return undefined;
		const text = decodeUtf8(body);
		const fields = text === undefined ? [] : readFields(text);
		return fields.length > 0 ? fields : undefined;
	}
}

/** Returns the value at a path of JSON, through own properties only, or undefined. */
export function walk(value: unknown, path: string): unknown {
	let found = value;
	for (const step of path.split('.')) {
		if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step))
			return undefined;
		found = (found as Record<string, unknown>)[step];
	}
	return found;
}

/** Returns a scalar as text, or undefined. */
export function textOf(value: unknown): string | undefined {
	return isScalar(value) ? String(value) : undefined;
}

/**
 * Returns a JSON object or list, or undefined.
 *
 * @param mostValues defaults to half a million
 */
export function readJson(text: string, mostValues?: number): unknown {
	const parsed = parseJson(text, mostValues);
	return parsed.ok && (isObject(parsed.value) || Array.isArray(parsed.value))
		? parsed.value
		: undefined;
}

/** Splits `name:rest` of a place. */
export function splitPlace(place: string): [source: string, name: string] {
	const colon = place.indexOf(':');
	return [place.slice(0, colon), place.slice(colon + 1)];
}

/** Returns the fields of a form or a query. It counts them first, because decoding a megabyte of them takes long. */
function readFields(text: string): Fields {
	let separators = 0;
	for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1))
		if (++separators >= MOST_FIELDS) return [];
	return [...new URLSearchParams(text)];
}
