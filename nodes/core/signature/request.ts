import { isObject, isScalar, parseJson } from '../json';
import { decodeUtf8 } from '../text/utf8';
import type { Delivery } from '../vendor';
import type { Source } from './template';

/** Fields in the order in which they came. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** No vendor sends this many fields. A form with more of them is not read. */
const MOST_FIELDS = 10_000;
/** Vendors' forms have a few KB. Decoding 16 MB of them takes seconds. */
const LONGEST_FORM = 1024 * 1024;

/** A delivery whose JSON, form and query are parsed at most once, and only if a scheme needs them. */
export class RequestView {
	private document?: { value: unknown };
	private fields?: Fields;
	private parameters?: Fields;

	constructor(readonly delivery: Delivery) {}

	get method(): string {
		return this.delivery.method ?? 'POST';
	}

	/** The node's URL, with the request's query. Headers never affect it. */
	get url(): string {
		const { address, query = '' } = this.delivery;
		return query === '' ? address : `${address}?${query}`;
	}

	/** The body as JSON, or undefined if it is not JSON. */
	get json(): unknown {
		this.document ??= { value: readJson(this.delivery.body.toString('utf8')) };
		return this.document.value;
	}

	/** The fields of the body. Empty if the request does not say that it is a form. */
	get form(): Fields {
		this.fields ??= this.readForm();
		return this.fields;
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
		if (source === 'json') return false;
		return (source === 'form' ? this.form : this.query).filter(([one]) => one === name).length > 1;
	}

	/**
	 * Returns the text at a place, or undefined if it is absent, repeated or not a scalar.
	 *
	 * @param root where a path of JSON begins. Defaults to the body
	 */
	read(source: Source, name: string, root: unknown = undefined): string | undefined {
		if (source === 'header') return this.header(name);
		if (source === 'json') return textOf(walk(root ?? this.json, name));
		const values = (source === 'form' ? this.form : this.query).filter(([one]) => one === name);
		return values.length === 1 ? values[0][1] : undefined;
	}

	/** Whether the fields are all that the body holds, so that signed fields are a signed body. */
	get isFormOrEmpty(): boolean {
		const { body } = this.delivery;
		const type = (this.header('content-type') ?? '').toLowerCase();
		const isForm = type.startsWith('application/x-www-form-urlencoded');
		return body.length === 0 || (isForm && body.length <= LONGEST_FORM);
	}

	private readForm(): Fields {
		const text = this.isFormOrEmpty ? decodeUtf8(this.delivery.body) : undefined;
		return text === undefined ? [] : readFields(text);
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

/** Returns a JSON object or list, or undefined. */
export function readJson(text: string): unknown {
	const parsed = parseJson(text);
	return parsed.ok && (isObject(parsed.value) || Array.isArray(parsed.value))
		? parsed.value
		: undefined;
}

/** Splits `name:rest` of a place. */
export function splitPlace(place: string): [source: string, name: string] {
	const colon = place.indexOf(':');
	return [place.slice(0, colon), place.slice(colon + 1)];
}

function readFields(text: string): Fields {
	const fields = [...new URLSearchParams(text)];
	return fields.length > MOST_FIELDS ? [] : fields;
}
