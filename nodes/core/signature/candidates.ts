import type { RequestView } from './request';
import { splitPlace } from './request';
import type { Signature } from './scheme';
import type { Source } from './template';
import { REJECTION, type RejectionReason } from '../vendor';

/** A header lists one signature for each secret of a rotation. Each costs a comparison, or a pass over the body. */
const MOST_SIGNATURES = 10;
/** Parts of a list, those of other versions included. */
const MOST_PARTS = 64;
/** A signature of RSA has 1,024 characters in hexadecimal. */
const LONGEST = 8_192;

/** The signatures of a request, and the parts of their list by name. */
export interface Candidates {
	signatures: readonly string[];
	/** Parts of the list: name and value, or the index and the value. */
	parts: readonly (readonly [name: string, value: string])[];
}

type Found = ({ ok: true } & Candidates) | { ok: false; reason: RejectionReason };

/**
 * Returns the signatures of a request, as texts.
 *
 * @param root where paths of JSON begin. Defaults to the body
 */
export function candidatesOf(signature: Signature, request: RequestView, root?: unknown): Found {
	const places = typeof signature.in === 'string' ? [signature.in] : signature.in;
	const values: string[] = [];
	for (const place of places) {
		const [source, name] = splitPlace(place) as [Source, string];
		if (request.isRepeated(source, name)) return reject(REJECTION.headerRepeated);
		const value = request.read(source, name, root);
		if (value !== undefined && value !== '') values.push(value);
	}
	if (values.length === 0) return reject(REJECTION.signatureMissing);
	if (values.some(({ length }) => length > LONGEST)) return reject(REJECTION.signatureMalformed);
	const lists = values.map((value) => partsOf(value, signature));
	const parts = lists.flat();
	if (parts.length > MOST_PARTS) return reject(REJECTION.signatureMalformed);
	const { list, prefix = '' } = signature;
	const named = lists.flatMap((one) =>
		one.slice(list?.skip ?? 0).filter(([name]) => list?.name === undefined || name === list.name),
	);
	if (named.length === 0)
		return reject(
			list?.name === undefined ? REJECTION.signatureMalformed : REJECTION.schemeUnknown,
		);
	const signatures = named
		.filter(([, value]) => value.startsWith(prefix) && value.length > prefix.length)
		.map(([, value]) => value.slice(prefix.length));
	if (signatures.length === 0 || signatures.length > MOST_SIGNATURES)
		return reject(REJECTION.signatureMalformed);
	return { ok: true, signatures, parts };
}

function partsOf(value: string, { list }: Signature): (readonly [string, string])[] {
	if (list === undefined) return [['0', value]];
	return splitAtAny(value, list.separator)
		.slice(0, MOST_PARTS + 1)
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.flatMap((part, index): (readonly [string, string])[] => {
			if (list.assign === undefined) return [[String(index), part]];
			const at = part.indexOf(list.assign);
			if (at === -1) return [];
			return [[part.slice(0, at).trim(), part.slice(at + list.assign.length).trim()]];
		});
}

/** Splits at each of several characters (Persona writes `t=…,v1=… t=…,v1=…` during a rotation). */
function splitAtAny(value: string, separators: string): string[] {
	return [...separators].reduce<string[]>(
		(parts, separator) => parts.flatMap((part) => part.split(separator)),
		[value],
	);
}

function reject(reason: RejectionReason): { ok: false; reason: RejectionReason } {
	return { ok: false, reason };
}
