import { createHash } from 'node:crypto';

import { memoizeByIdentity } from '../cache/memoize';
import { canonicalJson, withoutMembers } from '../hash/contentHash';
import { isObject } from '../json';
import { REJECTION, type Delivery, type RejectionReason } from '../vendor';
import { candidatesOf } from './candidates';
import {
	contentOf,
	coverageOf,
	hasAnotherTime,
	hasCertainParts,
	hasCertainTexts,
	isBetweenTexts,
	type Coverage,
} from './content';
import { isSignedBy } from './digest';
import { macHandshakes, isToken } from './challenge';
import { keysOf, type SchemeKeys } from './keys';
import { RequestView, splitPlace, walk } from './request';
import type { Provider, Scheme } from './scheme';
import { parseTemplate, type Part, type Source } from './template';
import { DEFAULT_TOLERANCE_SECONDS, isTime, timeOf, type SignedTime } from './timestamp';

/** What is known of a verified delivery. */
export interface Signed {
	request: RequestView;
	/** Without the places between which somebody can move bytes. */
	coverage: Coverage;
	/** The signed timestamp, in epoch milliseconds. */
	signedAt?: number;
	/** Whether somebody who recorded the delivery can move bytes from one signed part to another. */
	isMovable: boolean;
	/** Whether the vendor may have signed another body, of which this one is a part. */
	isAmbiguous: boolean;
	/**
	 * SHA-256 of the signed bytes, in base64url: the same for each attempt. It leaves out the timestamp, and the members of the
	 * body that differ for each attempt. Computed when it is first read, because it takes as long as the HMAC.
	 */
	readonly digest: string;
	/** The same of the whole body, for a scheme that does not sign it. */
	readonly bodyDigest: string;
}

/** The result of a verification. */
export type SchemeResult = { ok: true; signed: Signed } | { ok: false; reason: RejectionReason };

const NO_PLACES: ReadonlySet<string> = new Set();

/** Elements that a vendor signs one by one. Adyen sends one. */
const MOST_ELEMENTS = 100;

interface Prepared {
	parts: readonly Part[] | undefined;
	coverage: Coverage;
}

const prepare = memoizeByIdentity((scheme: Scheme): Prepared => {
	const parsed = parseTemplate(scheme.content);
	return { parts: parsed.ok ? parsed.value : undefined, coverage: coverageOf(scheme) };
});

/** A row, or only its scheme. */
export type VerifiableScheme = Scheme & Pick<Partial<Provider>, 'event' | 'handshake'>;

/**
 * Verifies that a delivery was signed with one of the keys, as a scheme describes it. It is pure.
 *
 * @param now epoch milliseconds
 * @param toleranceSeconds replaces that of the scheme
 */
export function verifyScheme(
	scheme: VerifiableScheme,
	delivery: Delivery,
	keys: SchemeKeys,
	now: number,
	toleranceSeconds = scheme.timestamp?.tolerance ?? DEFAULT_TOLERANCE_SECONDS,
): SchemeResult {
	const usable = keysOf(scheme, keys);
	const { parts, coverage } = prepare(scheme);
	if (usable.length === 0 || parts === undefined) return reject(REJECTION.secretMissing);
	const request = new RequestView(delivery);
	const roots = rootsOf(scheme, request);
	if (roots === undefined) return reject(REJECTION.bodyMalformed);
	const { timestamp } = scheme;
	const isCompared = timestamp !== undefined && coverage.timestamp && toleranceSeconds > 0;
	const lasting: Buffer[] = [];
	let time: SignedTime | undefined;
	let [isMovable, isAmbiguous, areTextsCertain] = [false, false, true];
	for (const root of roots) {
		const found = candidatesOf(scheme.signature, request, root);
		if (!found.ok) return found;
		const timeNow = () =>
			timestamp !== undefined && coverage.timestamp
				? timeOf(timestamp, found, request, now, toleranceSeconds, root)
				: undefined;
		// A time in the body is read once the body is verified. Until then, a large body is not parsed.
		const isInBody = !hasTime(parts, timestamp?.in);
		const early = isInBody ? undefined : timeNow();
		if (early?.ok === false) return early;
		time = early?.time;
		const input = { request, timestamp: time?.text, root };
		const at = { in: timestamp?.in, isCompared };
		const content = contentOf(parts, input, at, attemptsOf(scheme));
		if (!content.ok) return reject(MISSING[content.missing] ?? REJECTION.bodyMalformed);
		if (!isSignedBy(scheme.signature, usable, found.signatures, content.pieces))
			return reject(REJECTION.signatureMismatch);
		// The response to a handshake may have made this signature (docs/signed-webhook.md#handshakes).
		if (macHandshakes(scheme).length > 0 && isToken(content.pieces))
			return reject(REJECTION.signatureMismatch);
		request.noteVerified();
		const late = isInBody ? timeNow() : undefined;
		if (late?.ok === false) return late;
		time ??= late?.time;
		isMovable ||= !hasCertainParts(content);
		areTextsCertain &&= hasCertainTexts(content);
		isAmbiguous ||=
			isBetweenTexts(content) ||
			hasAnotherTime(content, (text) => timestamp !== undefined && isTime(text, timestamp.unit));
		lasting.push(...content.lasting);
	}
	if (!isBodyHash(scheme, request)) return reject(REJECTION.signatureMismatch);
	const certain = areTextsCertain ? coverage : { ...coverage, url: false, places: NO_PLACES };
	const split = { isMovable, isAmbiguous };
	const passing = passingMembers(scheme, isCompared, request);
	const signed = new SignedDelivery(request, certain, { lasting, passing }, split, time?.ms);
	return { ok: true, signed };
}

/**
 * Returns the members of the body, or of each element of its list, that differ for each attempt.
 *
 * @param isCompared whether the timestamp is compared with the clock. A retry then needs another one
 */
function passingMembers(scheme: VerifiableScheme, isCompared: boolean, request: RequestView) {
	const [source, name] = splitPlace(scheme.timestamp?.in ?? '');
	return [
		...(isCompared && source === 'json' ? [name] : []),
		...attemptsOf(scheme).filter(() => hasEvents(scheme, request)),
	];
}

function attemptsOf({ event }: VerifiableScheme): readonly string[] {
	return [event?.attempt ?? []].flat();
}

/** Returns whether the body has the list of events. Without it, the body is the event, and its time identifies it. */
function hasEvents({ event }: VerifiableScheme, { json }: RequestView): boolean {
	const list = event?.each ?? '$';
	return list === '$' || Array.isArray(walk(json, list));
}

/** Returns whether the signed content has the timestamp as a part of its own. */
function hasTime(parts: readonly Part[], place: string | undefined): boolean {
	return parts.some(
		(part) =>
			part.kind === 'timestamp' || ('name' in part && `${part.kind}:${part.name}` === place),
	);
}

class SignedDelivery implements Signed {
	private hashed?: string;

	constructor(
		readonly request: RequestView,
		readonly coverage: Coverage,
		private readonly content: { lasting: readonly Buffer[]; passing: readonly string[] },
		private readonly split: Pick<Signed, 'isMovable' | 'isAmbiguous'>,
		readonly signedAt?: number,
	) {}

	get isMovable(): boolean {
		return this.split.isMovable;
	}

	get isAmbiguous(): boolean {
		return this.split.isAmbiguous;
	}

	get digest(): string {
		if (this.hashed === undefined) {
			const { body } = this.request.delivery;
			const hash = createHash('sha256');
			for (const piece of this.content.lasting)
				hash.update(piece === body ? this.lastingBody : piece);
			this.hashed = hash.digest('base64url');
		}
		return this.hashed;
	}

	get bodyDigest(): string {
		return createHash('sha256').update(this.lastingBody).digest('base64url');
	}

	private get lastingBody(): Buffer | string {
		return lastingBody(this.request, this.content.passing);
	}
}

/** Returns the body, or its JSON in a canonical form without the members that differ for each attempt. */
function lastingBody({ delivery: { body }, json }: RequestView, passing: readonly string[]) {
	if (passing.length === 0 || json === undefined) return body;
	const lasting = (value: unknown) => (isObject(value) ? withoutMembers(value, passing) : value);
	return canonicalJson(Array.isArray(json) ? json.map(lasting) : lasting(json));
}

const MISSING: Readonly<Partial<Record<Part['kind'], RejectionReason>>> = {
	header: REJECTION.headerMissing,
	query: REJECTION.headerMissing,
	timestamp: REJECTION.timestampMissing,
};

/** The body, or the elements that are signed one by one. */
function rootsOf({ each }: Scheme, request: RequestView): readonly unknown[] | undefined {
	if (each === undefined) return [undefined];
	const list = each === '$' ? request.json : walk(request.json, each);
	const isList = Array.isArray(list) && list.length > 0 && list.length <= MOST_ELEMENTS;
	return isList && list.every((one) => typeof one === 'object' && one !== null) ? list : undefined;
}

/** The signed content covers the place of the hash, and the hash covers the body. */
function isBodyHash({ bodyHash }: Scheme, request: RequestView): boolean {
	if (bodyHash === undefined) return true;
	const [source, name] = splitPlace(bodyHash) as [Source, string];
	const claimed = request.read(source, name)?.toLowerCase();
	return claimed === createHash('sha256').update(request.delivery.body).digest('hex');
}

function reject(reason: RejectionReason): { ok: false; reason: RejectionReason } {
	return { ok: false, reason };
}
