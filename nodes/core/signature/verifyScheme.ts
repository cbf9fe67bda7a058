import { createHash } from 'node:crypto';

import { memoizeByIdentity } from '../cache/memoize';
import { REJECTION, type Delivery, type RejectionReason } from '../vendor';
import { candidatesOf } from './candidates';
import { contentOf, coverageOf, type Coverage } from './content';
import { isSignedBy } from './digest';
import { macHandshakes, isToken } from './challenge';
import { keysOf, type SchemeKeys } from './keys';
import { RequestView, splitPlace, walk } from './request';
import type { Provider, Scheme } from './scheme';
import { parseTemplate, type Part, type Source } from './template';
import { DEFAULT_TOLERANCE_SECONDS, timeOf, type SignedTime } from './timestamp';

/** What is known of a verified delivery. */
export interface Signed {
	request: RequestView;
	coverage: Coverage;
	/** The signed timestamp, in epoch milliseconds. */
	signedAt?: number;
	/**
	 * SHA-256 of the signed bytes without the timestamp, in base64url: the same for each attempt. Computed when it is first
	 * read, because it takes as long as the HMAC.
	 */
	readonly digest: string;
}

/** The result of a verification. */
export type SchemeResult = { ok: true; signed: Signed } | { ok: false; reason: RejectionReason };

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
export type VerifiableScheme = Scheme & Pick<Partial<Provider>, 'handshake'>;

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
	const lasting: Buffer[] = [];
	let time: SignedTime | undefined;
	for (const root of roots) {
		const found = candidatesOf(scheme.signature, request, root);
		if (!found.ok) return found;
		if (scheme.timestamp !== undefined && coverage.timestamp) {
			const read = timeOf(scheme.timestamp, found, request, now, toleranceSeconds, root);
			if (!read.ok) return read;
			time = read.time;
		}
		const input = { request, timestamp: time?.text, root };
		const content = contentOf(parts, input, scheme.timestamp?.in);
		if (!content.ok) return reject(MISSING[content.missing] ?? REJECTION.bodyMalformed);
		if (!isSignedBy(scheme.signature, usable, found.signatures, content.pieces))
			return reject(REJECTION.signatureMismatch);
		// The response to a handshake may have made this signature (docs/signed-webhook.md#handshakes).
		if (macHandshakes(scheme).length > 0 && isToken(content.pieces))
			return reject(REJECTION.signatureMismatch);
		lasting.push(...content.lasting);
	}
	if (!isBodyHash(scheme, request)) return reject(REJECTION.signatureMismatch);
	const signed = new SignedDelivery(request, coverage, lasting, time?.ms);
	return { ok: true, signed };
}

class SignedDelivery implements Signed {
	private hashed?: string;

	constructor(
		readonly request: RequestView,
		readonly coverage: Coverage,
		private readonly lasting: readonly Buffer[],
		readonly signedAt?: number,
	) {}

	get digest(): string {
		if (this.hashed === undefined) {
			const hash = createHash('sha256');
			for (const piece of this.lasting) hash.update(piece);
			this.hashed = hash.digest('base64url');
		}
		return this.hashed;
	}
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
