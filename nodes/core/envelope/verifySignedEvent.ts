/*
 * Verifies what Signed Event sends. `index.js` exports it to receivers, which need neither n8n nor the rest of this
 * package. This file must therefore import only Node's own crypto.
 */
import {
	createHmac,
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	timingSafeEqual,
	verify as verifyEd25519,
	type KeyObject,
} from 'node:crypto';

/**
 * A signature scheme.
 *
 * - `standardWebhooks`: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * - `cloudElements`: the header `Elements-Webhook-Signature`, an HMAC-SHA256 of the body without a timestamp
 */
export type SignatureScheme = 'standardWebhooks' | 'cloudElements';

/** The reasons why a request is rejected. */
export const VERIFICATION_FAILURE = {
	/** No key was given that can verify the request's scheme. */
	secretMissing: 'secret_missing',
	signatureMissing: 'signature_missing',
	signatureMalformed: 'signature_malformed',
	signatureMismatch: 'signature_mismatch',
	/** The request is signed, but not in an accepted scheme or a known version. */
	schemeUnknown: 'scheme_unknown',
	headerRepeated: 'header_repeated',
	timestampMissing: 'timestamp_missing',
	timestampMalformed: 'timestamp_malformed',
	timestampOutOfTolerance: 'timestamp_out_of_tolerance',
	/** The body is neither bytes nor text: a parser replaced it, or it was not read. */
	bodyNotBytes: 'body_malformed',
} as const;
/** A value of `VERIFICATION_FAILURE`. */
export type VerificationFailure = (typeof VERIFICATION_FAILURE)[keyof typeof VERIFICATION_FAILURE];

/** A request as it came over the wire. */
export interface ReceivedRequest {
	/** The raw body, before a parser reads it. A string is encoded as UTF-8. Any other value fails with `body_malformed`. */
	body: Uint8Array | string;
	/**
	 * Node's `request.headers` or `request.headersDistinct`, a `Headers` object, or pairs. Names in any case. Values that
	 * are not strings are ignored.
	 */
	headers:
		| Readonly<Record<string, string | readonly string[] | undefined>>
		| Iterable<readonly [name: string, value: string]>;
}

/** The keys to accept. During a rotation, list the new key first and the previous ones after it. */
export interface VerificationKeys {
	/**
	 * Shared secrets. For `cloudElements`, any text of at least 8 characters. For `v1` of `standardWebhooks`, `whsec_`
	 * and the base64 or base64url of 24 to 64 bytes, also as vendors show it (`v1,whsec_…`). A private `whsk_` key also
	 * verifies what it signed. Defaults to none.
	 */
	secrets?: readonly string[];
	/**
	 * Ed25519 keys for `v1a` of `standardWebhooks`: `whpk_` and the base64 of 32 bytes. Any other string causes a TypeError.
	 * Defaults to none.
	 */
	publicKeys?: readonly string[];
}

/**
 * Which signatures to accept, and when.
 *
 * @typeParam Scheme the accepted schemes. Inferred from `schemes`
 */
export interface VerificationOptions<Scheme extends SignatureScheme = SignatureScheme> {
	/**
	 * The schemes to accept. Defaults to both. `cloudElements` has no timestamp, so a recorded request can be replayed.
	 */
	schemes?: readonly Scheme[];
	/** The maximum difference between the signed time and `now`, in seconds. Defaults to 300. */
	toleranceSeconds?: number;
	/** The current time, in epoch milliseconds. Defaults to the clock. */
	now?: number;
}

/** A valid signature: its scheme and version. A Standard Webhooks signature also covers the message id and the time. */
export type VerifiedSignature =
	| {
			ok: true;
			scheme: 'standardWebhooks';
			version: 'v1' | 'v1a';
			/** The message id. Every retry has the same one: store it, and skip messages that were processed. */
			id: string;
			/** When the message was sent, in epoch seconds. */
			timestamp: number;
	  }
	| { ok: true; scheme: 'cloudElements'; version: 'sha256' };

/**
 * The result of a verification: the signature, or why the request is rejected.
 *
 * @typeParam Scheme the accepted schemes. With `standardWebhooks` alone, every verified message has an `id`
 */
export type Verification<Scheme extends SignatureScheme = SignatureScheme> =
	| Extract<VerifiedSignature, { scheme: Scheme }>
	| {
			ok: false;
			reason: VerificationFailure;
			/** What failed and what to do, for a log. It contains neither keys nor the body. */
			message: string;
	  };

/** Header names are in lower case. */
const CLOUD_ELEMENTS_HEADER = 'elements-webhook-signature';
/**
 * The headers of Standard Webhooks: signature, timestamp and id. Svix has its own names for them
 * (https://docs.svix.com/receiving/verifying-payloads/how-manual).
 */
const STANDARD_HEADERS = ['webhook', 'svix'].map((family) =>
	['signature', 'timestamp', 'id'].map((part) => `${family}-${part}`),
);

/** Maximum entries of a signature header. A sender rotates only a few keys. */
const MOST_SIGNATURES = 32;
/** An HMAC is computed once per key, but each `v1a` entry costs a pass over the body for each public key. */
const MOST_V1A_SIGNATURES = 4;
const MOST_V1A_BYTES = 32 * 1024 * 1024;
const LONGEST_ID = 256;
const TOLERANCE_SECONDS = 300;
/** Standard Webhooks asks for 24 to 64 random bytes. */
const SECRET_BYTES = { least: 24, most: 64 };
/** Minimum characters of a text secret, without the spaces around it. */
const SHORTEST_TEXT = 8;
const CLOUD_ELEMENTS_PREFIX = 'sha256=';
const PUBLIC_PREFIX = 'whpk_';

/**
 * Verifies that a request was signed with one of the keys and, for `standardWebhooks`, that it is recent.
 *
 * If `standardWebhooks` is accepted and the request has one of its headers, that scheme decides. Accepting both schemes
 * is only as strong as `cloudElements`: an attacker can remove the headers and replay a recorded request.
 *
 * ```js
 * const { verifySignedEvent } = require('n8n-nodes-signed-events');
 * const verification = verifySignedEvent({ body: rawBody, headers: request.headers }, { secrets: [secret] });
 * if (!verification.ok) response.writeHead(401).end();
 * ```
 *
 * @typeParam Scheme the accepted schemes. Inferred from `options.schemes`
 * @param request the raw body and the headers of the request
 * @param keys the keys to accept. Blank and missing ones are ignored
 * @param options which schemes to accept, the tolerance in seconds and the current time
 * @returns `ok: true` with the scheme and version, for `standardWebhooks` also the message id and the timestamp. Or
 *   `ok: false` with the reason and a message for the log
 * @throws TypeError if the request is not an object, if the keys are not lists, or if a key cannot be read. The message
 *   does not contain the key
 */
export function verifySignedEvent<Scheme extends SignatureScheme = SignatureScheme>(
	request: ReceivedRequest,
	keys: VerificationKeys,
	options: VerificationOptions<Scheme> = {},
): Verification<Scheme> {
	// Only an accepted scheme verifies a request.
	return verifyWithKey(request, keys, options).verification as Verification<Scheme>;
}

/**
 * What `verifySignedEvent` returns, and the key that verified the request.
 *
 * @internal
 */
export type KeyedVerification =
	| { ok: true; verification: VerifiedSignature; key: ParsedKey }
	| { ok: false; verification: Extract<Verification, { ok: false }> };

/**
 * Verifies a request as `verifySignedEvent` does, and also returns the key that identifies the sender. All `secrets` are
 * one sender, identified by the last secret, which is the oldest. So the sender stays the same if one of two signatures is
 * removed, and while a new secret replaces the old one. Each public key is a sender.
 *
 * @internal
 */
export function verifyWithKey(
	request: ReceivedRequest,
	keys: VerificationKeys,
	options: VerificationOptions = {},
): KeyedVerification {
	const { schemes = ['standardWebhooks', 'cloudElements'] } = options;
	assertRequest(request);
	const headers = readHeaders(request.headers);
	const body = readBody(request.body);
	if (body === undefined) return failed('bodyNotBytes', whyNotBytes(request.body));
	const headersProblem = whyNotHeaders(request.headers);
	if (headersProblem !== undefined) return failed('signatureMissing', headersProblem);
	const readable = readKeys(keys);
	const hasStandard = STANDARD_HEADERS.flat().some((name) => headers.has(name));
	const isStandard = schemes.includes('standardWebhooks');
	if (isStandard && (hasStandard || !schemes.includes('cloudElements')))
		return verifyStandardWebhooks(body, headers, readable, options);
	if (!schemes.includes('cloudElements'))
		return failed('schemeUnknown', 'No signature scheme is accepted. Correct `schemes`.');
	return verifyCloudElements(body, headers, readable, isStandard);
}

function verifyStandardWebhooks(
	body: Uint8Array,
	headers: ReadonlyMap<string, readonly string[]>,
	readable: ReadableKeys,
	{ now = Date.now(), toleranceSeconds = TOLERANCE_SECONDS, schemes }: VerificationOptions,
): KeyedVerification {
	const { shared, publicKeys } = readable;
	if (shared.length + publicKeys.length === 0)
		return failed(
			'secretMissing',
			whyNoKey(readable, 'Standard Webhooks', 'begin with whsec_, whsk_ or whpk_'),
		);
	const names = standardNames(headers);
	const values = names.map((name) => headers.get(name) ?? []);
	const repeated = names.find((_name, at) => values[at].length > 1);
	if (repeated !== undefined) return failed('headerRepeated', repeatedHeader(repeated));
	const [signature, timestamp, id] = values.map(([value]) => value);
	const [signatureName, timestampName, idName] = names;
	const isOnly = schemes?.includes('cloudElements') === false;
	if (!signature && isOnly && headers.has(CLOUD_ELEMENTS_HEADER))
		return failed('schemeUnknown', onlyAccepted('Standard Webhooks', 'Cloud Elements'));
	if (!signature) return failed('signatureMissing', missingHeader(signatureName));
	if (timestamp === undefined) return failed('timestampMissing', missingHeader(timestampName));
	// Digits only: a lenient parser accepts "1700000000junk" and "1700000000, 99".
	if (!/^\d{1,12}$/.test(timestamp))
		return failed(
			'timestampMalformed',
			`The header ${timestampName} is not a time in seconds since 1970. ${FROM_SENDER}`,
		);
	// A dot in the id would make the signed text ambiguous.
	if (!id || id.length > LONGEST_ID || !/^[\x21-\x2d\x2f-\x7e]+$/.test(id))
		return failed(
			'signatureMalformed',
			`The header ${idName} is missing, or is not an id of at most ${LONGEST_ID} characters without dots or spaces. ${FROM_SENDER}`,
		);
	const sentAt = Number(timestamp);
	// Not `>`: it is false for a tolerance of NaN, which would accept any time.
	const isYoung = Math.abs(now / 1000 - sentAt) <= toleranceSeconds;
	if (!isYoung)
		return failed('timestampOutOfTolerance', whyNotYoung(sentAt, now, toleranceSeconds));
	const entries = signature.split(' ');
	if (entries.length > MOST_SIGNATURES || entries.some((entry) => !/^\w+,[^\s,]+$/.test(entry)))
		return failed(
			'signatureMalformed',
			`The header ${signatureName} is not a list of at most ${MOST_SIGNATURES} signatures such as v1,… with spaces between them. ${FROM_SENDER}`,
		);
	const claims = entries.map((entry) => entry.split(',', 2) as [version: string, claim: string]);
	if (!claims.some(([version]) => version === 'v1' || version === 'v1a'))
		return failed(
			'schemeUnknown',
			`The header ${signatureName} has no signature of version v1 or v1a. Ask the sender to sign with one of these versions.`,
		);
	const signed = `${id}.${timestamp}.`;
	const claimed = (wanted: 'v1' | 'v1a') => [
		...new Set(claims.filter(([version]) => version === wanted).map(([, claim]) => claim)),
	];
	const v1 = claimed('v1');
	const fitting =
		v1.length === 0
			? []
			: shared.filter(({ key }) => {
					const expected = hmacOf(key, [signed, body]);
					return v1.some((claim) => isEqual(expected, claim));
				});
	const tries = claimed('v1a')
		.slice(0, MOST_V1A_SIGNATURES)
		.flatMap((claim) => publicKeys.map((one) => ({ ...one, claim })))
		.slice(0, Math.max(1, Math.floor(MOST_V1A_BYTES / Math.max(1, body.length))));
	// A body can have 16 MB, so it is copied once for all tries.
	const content = tries.length > 0 ? Buffer.concat([Buffer.from(signed), body]) : body;
	const asymmetric = tries.filter(({ key, claim }) => isSignature(key, content, claim));
	const proofs = [
		...fitting.map(({ of }) => ({ version: 'v1' as const, of })),
		...asymmetric.map(({ of }) => ({ version: 'v1a' as const, of })),
	];
	const [first] = proofs;
	if (first === undefined) return failed('signatureMismatch', whyNoMatch(body));
	const { version } = first;
	const key = senderKey(
		readable,
		proofs.map(({ of }) => of),
	);
	return {
		ok: true,
		verification: { ok: true, scheme: 'standardWebhooks', version, id, timestamp: sentAt },
		key,
	};
}

/** Returns the header names of one family, preferably a complete one. Headers of two families are never combined. */
function standardNames(headers: ReadonlyMap<string, unknown>): readonly string[] {
	const isPresent = (name: string) => headers.has(name);
	return (
		STANDARD_HEADERS.find((names) => names.every(isPresent)) ??
		STANDARD_HEADERS.find((names) => names.some(isPresent)) ??
		STANDARD_HEADERS[0]
	);
}

/** @param fitting at least one key */
function senderKey({ secrets }: ReadableKeys, fitting: readonly ParsedKey[]): ParsedKey {
	return fitting.some((key) => secrets.includes(key)) ? secrets[secrets.length - 1] : fitting[0];
}

/** @param isStandard whether Standard Webhooks is accepted too. The request has none of its headers */
function verifyCloudElements(
	body: Uint8Array,
	headers: ReadonlyMap<string, readonly string[]>,
	readable: ReadableKeys,
	isStandard: boolean,
): KeyedVerification {
	const { texts } = readable;
	const accepted = isStandard
		? `${STANDARD_HEADERS[0][0]} or ${CLOUD_ELEMENTS_HEADER}`
		: CLOUD_ELEMENTS_HEADER;
	if (texts.length === 0)
		return failed(
			'secretMissing',
			whyNoKey(readable, 'the signature of Cloud Elements', 'are whsec_ secrets or other texts'),
		);
	const [claimed, ...more] = headers.get(CLOUD_ELEMENTS_HEADER) ?? [];
	if (more.length > 0) return failed('headerRepeated', repeatedHeader(CLOUD_ELEMENTS_HEADER));
	if (!claimed && !isStandard && STANDARD_HEADERS.some(([name]) => headers.has(name)))
		return failed('schemeUnknown', onlyAccepted('Cloud Elements', 'Standard Webhooks'));
	if (!claimed) return failed('signatureMissing', missingHeader(accepted));
	if (!claimed.startsWith(CLOUD_ELEMENTS_PREFIX))
		return failed(
			'signatureMalformed',
			`The header ${CLOUD_ELEMENTS_HEADER} does not begin with ${CLOUD_ELEMENTS_PREFIX}. ${FROM_SENDER}`,
		);
	const claim = claimed.slice(CLOUD_ELEMENTS_PREFIX.length);
	const fitting = texts.find(({ key }) => isHmac(key, [body], claim));
	return fitting === undefined
		? failed('signatureMismatch', whyNoMatch(body))
		: {
				ok: true,
				verification: { ok: true, scheme: 'cloudElements', version: 'sha256' },
				key: senderKey(readable, [fitting.of]),
			};
}

function failed(
	reason: keyof typeof VERIFICATION_FAILURE,
	message: string,
): Extract<KeyedVerification, { ok: false }> {
	return { ok: false, verification: { ok: false, reason: VERIFICATION_FAILURE[reason], message } };
}

const FROM_SENDER = 'Check how the sender signs its requests, and that no proxy changes them.';

function whyNoMatch(body: Uint8Array): string {
	return body.length === 0
		? 'None of the keys made this signature, and the body is empty. Check whether other code has read it before.'
		: 'None of the keys made this signature. Compare the secrets of sender and receiver, and verify the raw bytes of the body.';
}

function missingHeader(name: string): string {
	return `The request has no header ${name}. ${FROM_SENDER}`;
}

function onlyAccepted(accepted: string, given: string): string {
	return `The request has a signature of ${given}, but only ${accepted} is accepted. Accept the signature of ${given} too, or choose ${accepted} at the sender.`;
}

function repeatedHeader(name: string): string {
	return `The request has the header ${name} more than once. ${FROM_SENDER}`;
}

/** The usual causes: Express left the body undefined, or replaced it by an object. Or a `Request` was passed unread. */
function whyNotBytes(body: unknown): string {
	if (body === undefined || body === null)
		return 'The body is missing: nothing has read it. Read the raw bytes of the request, in Express by express.raw({ type: () => true }).';
	if (body instanceof ArrayBuffer)
		return 'The body is an ArrayBuffer. Pass its bytes: Buffer.from(body).';
	if (isPromise(body))
		return 'The body is a Promise. Await it: await request.arrayBuffer(), and pass its bytes.';
	if (isStream(body))
		return 'The body is a stream that nothing has read. Read it, for example with Buffer.from(await request.arrayBuffer()), and pass its bytes.';
	return `The body is ${kindOf(body)}, so a parser has replaced it. The signature covers the raw bytes: in Express, use express.raw({ type: () => true }) for this route instead of express.json().`;
}

function isStream(body: unknown): boolean {
	const { getReader, pipe } = Object(body) as Record<string, unknown>;
	return typeof getReader === 'function' || typeof pipe === 'function';
}

function isPromise(value: unknown): boolean {
	return typeof (Object(value) as { then?: unknown }).then === 'function';
}

/** Returns what is wrong with headers that JavaScript passes in another form, or undefined. */
function whyNotHeaders(headers: unknown): string | undefined {
	const pass = 'Pass the headers of the request, in Node request.headers';
	if (headers === undefined || headers === null) return `The headers are missing. ${pass}.`;
	if (isPromise(headers)) return 'The headers are a Promise. Await them.';
	if (typeof headers !== 'object') return `The headers are ${kindOf(headers)}. ${pass}.`;
	const isFlat = Array.isArray(headers) && headers.some((one) => typeof one === 'string');
	return isFlat ? `The headers are a list of texts, not of pairs. ${pass}.` : undefined;
}

/**
 * Names the kind of a value that JavaScript passes in place of a text or of bytes.
 *
 * @internal
 */
export function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (isPromise(value)) return 'a Promise';
	const type = typeof value;
	return type === 'object' ? 'an object' : `a ${type === 'string' ? 'text' : type}`;
}

/**
 * The end of a message about keys that are missing or empty.
 *
 * @internal
 */
export const UNSET =
	'missing or empty. Check that the environment variable with the secret is set.';

/** @param kind completes the sentence "its keys …" */
function whyNoKey({ count, missing }: ReadableKeys, scheme: string, kind: string): string {
	if (count > 0) return `None of the keys can verify ${scheme}: its keys ${kind}. Pass such a key.`;
	return missing > 0
		? `The keys are ${UNSET}`
		: 'No key was passed. Pass the secret of the sender: { secrets: [secret] }.';
}

function whyNotYoung(sentAt: number, now: number, toleranceSeconds: number): string {
	const seconds = Math.round(now / 1000 - sentAt);
	const when = seconds < 0 ? `${-seconds} s from now` : `${seconds} s ago`;
	return `The request was signed ${when}, and the tolerance is ${toleranceSeconds} s. Compare the clocks of both machines. If they agree, the request is old, or was recorded and sent again.`;
}

/**
 * Returns whether the HMAC equals the claim. Other base64 encodings of the same bytes are rejected.
 *
 * @internal
 */
export function isHmac(
	key: KeyObject,
	parts: ReadonlyArray<string | Uint8Array>,
	claimed: string,
): boolean {
	return isEqual(hmacOf(key, parts), claimed);
}

function hmacOf(key: KeyObject, parts: ReadonlyArray<string | Uint8Array>): string {
	const hmac = createHmac('sha256', key);
	for (const part of parts) hmac.update(part);
	return hmac.digest('base64');
}

function isEqual(expectedText: string, claimed: string): boolean {
	const expected = Buffer.from(expectedText);
	const given = Buffer.from(claimed);
	return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Returns whether an Ed25519 signature of a content is valid (https://datatracker.ietf.org/doc/html/rfc8032).
 * Other base64 encodings of the same bytes are rejected.
 *
 * @internal
 */
export function isSignature(key: KeyObject, content: Uint8Array, claimed: string): boolean {
	const signature = Buffer.from(claimed, 'base64');
	if (signature.length !== 64 || signature.toString('base64') !== claimed) return false;
	return verifyEd25519(null, content, key, signature);
}

/**
 * JavaScript callers may pass the body itself, which other libraries take as their first argument.
 *
 * @throws TypeError if the value cannot be a request
 */
function assertRequest(request: unknown): void {
	if (typeof request !== 'object' || request === null || ArrayBuffer.isView(request))
		throw new TypeError(
			'The first argument must be an object with the raw body and the headers. Pass { body, headers }.',
		);
}

/**
 * Returns the body as bytes. JavaScript callers may pass what Express leaves: undefined, or a parsed object.
 *
 * @internal
 */
export function readBody(body: unknown): Uint8Array | undefined {
	if (typeof body === 'string') return Buffer.from(body);
	return ArrayBuffer.isView(body) && !(body instanceof DataView) ? (body as Uint8Array) : undefined;
}

/** JavaScript callers may pass null, or values that are not strings. A signature is then missing. */
function readHeaders(headers: unknown): Map<string, string[]> {
	const all = new Map<string, string[]>();
	if (typeof headers !== 'object' || headers === null) return all;
	const isList = Symbol.iterator in headers;
	const pairs = isList ? (headers as Iterable<unknown>) : Object.entries(headers);
	for (const pair of pairs) {
		if (!Array.isArray(pair)) continue;
		const [name, value] = pair as unknown[];
		if (typeof name !== 'string') continue;
		const key = name.toLowerCase();
		const values = all.get(key) ?? [];
		for (const one of Array.isArray(value) ? (value as unknown[]) : [value])
			if (typeof one === 'string') values.push(one);
		if (values.length > 0) all.set(key, values);
	}
	return all;
}

/** A key of one scheme, and the parsed key that it comes from. */
interface SchemeKey {
	key: KeyObject;
	of: ParsedKey;
}

interface ReadableKeys {
	/** Number of keys. */
	count: number;
	/** Number of entries without a key. */
	missing: number;
	/** All `secrets`, the current one first and the oldest one last. Together they are one sender. */
	secrets: ParsedKey[];
	/** Keys for Cloud Elements signatures. */
	texts: SchemeKey[];
	/** Keys for `v1` signatures. */
	shared: SchemeKey[];
	/** Keys for `v1a` signatures. */
	publicKeys: SchemeKey[];
}

/** Parses keys. It ignores blank and missing ones, such as an environment variable that is not set. */
function readKeys(given: VerificationKeys): ReadableKeys {
	const secrets = readList(given, 'secrets');
	const publicKeys = readList(given, 'publicKeys');
	const present = (texts: readonly string[]) =>
		texts.filter((text) => typeof text === 'string' && text.trim() !== '');
	const own = present(secrets).map(readKey);
	const parsed = [...own, ...present(publicKeys).map(readPublicKey)];
	return {
		count: parsed.length,
		missing: secrets.length + publicKeys.length - parsed.length,
		secrets: own,
		texts: own.flatMap((of) =>
			of.kind === 'text' || of.kind === 'shared' ? [{ key: of.textKey, of }] : [],
		),
		shared: own.flatMap((of) => (of.kind === 'shared' ? [{ key: of.key, of }] : [])),
		publicKeys: parsed.flatMap((of): SchemeKey[] =>
			of.kind === 'public'
				? [{ key: of.key, of }]
				: of.kind === 'private'
					? [{ key: createPublicKey(of.key), of }]
					: [],
		),
	};
}

/** @throws TypeError if JavaScript passes another value instead of a list of texts */
function readList(
	given: VerificationKeys | undefined,
	name: keyof VerificationKeys,
): readonly string[] {
	if (typeof given !== 'object' || given === null)
		throw new TypeError(
			'The second argument must be an object with lists of keys. Pass { secrets: [secret] }.',
		);
	const list = given[name] ?? [];
	if (!Array.isArray(list))
		throw new TypeError(`\`${name}\` must be a list of keys. Pass { ${name}: [key] }.`);
	const other: unknown = list.find(
		(key) => typeof key !== 'string' && key !== undefined && key !== null,
	);
	if (other !== undefined)
		throw new TypeError(`A key is ${kindOf(other)}, not a text. Pass { ${name}: [key] }.`);
	return list;
}

/** Rejects any other key. A public key without its prefix would count as a shared secret, which everyone may know. */
function readPublicKey(text: string): ParsedKey {
	if (!text.trimStart().startsWith(PUBLIC_PREFIX))
		throw new TypeError(
			'A public key begins with whpk_, but this one does not. Pass shared secrets and whsk_ keys as `secrets`.',
		);
	return readKey(text);
}

/**
 * A key. The prefix of its text determines its kind.
 *
 * @internal
 */
export type ParsedKey =
	| { kind: 'text'; text: string; textKey: KeyObject }
	| { kind: 'shared'; text: string; textKey: KeyObject; key: KeyObject }
	| { kind: 'private'; key: KeyObject }
	| { kind: 'public'; key: KeyObject };

/** The bytes before an Ed25519 key in PKCS #8 and SPKI (https://datatracker.ietf.org/doc/html/rfc8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Reads a key by its prefix: `whsec_` is shared, `whsk_` is private (a seed of 32 bytes, or that and the public key),
 * and `whpk_` is public. Any other text is a secret for `cloudElements`. Spaces around a key and the `v1,` before a
 * secret are ignored. Keys can also be in base64url.
 *
 * @throws TypeError if the text after the prefix is not such a key. The message does not contain the key
 *
 * @internal
 */
export function readKey(text: string): ParsedKey {
	const known = readKeysByText.get(text);
	if (known !== undefined) return known;
	const key = parseKey(text);
	if (readKeysByText.size >= MOST_KEYS)
		readKeysByText.delete(readKeysByText.keys().next().value as string);
	readKeysByText.set(text, key);
	return key;
}

/** A cache: the same few keys verify everything, and reading one takes longer than verifying 1 KB. */
const readKeysByText = new Map<string, ParsedKey>();
const MOST_KEYS = 100;

function parseKey(pasted: string): ParsedKey {
	const text = pasted.trim().replace(/^v1,\s*(?=whsec_)/, '');
	const [, prefix, given] = /^(whsec_|whsk_|whpk_)(.*)$/s.exec(text) ?? [];
	if (prefix === undefined) return parseText(pasted);
	const encoded = given.replaceAll('-', '+').replaceAll('_', '/');
	const bytes = Buffer.from(encoded, 'base64');
	const isBase64 = withoutPadding(bytes.toString('base64')) === withoutPadding(encoded);
	if (!isBase64)
		throw new TypeError(
			`A key that begins with ${prefix} continues in base64, but this one does not. Copy the whole key again.`,
		);
	if (prefix === 'whsec_') {
		const { least, most } = SECRET_BYTES;
		if (bytes.length < least || bytes.length > most)
			throw new TypeError(
				`A whsec_ secret has ${least} to ${most} bytes in base64, but this one has ${bytes.length}. Copy the whole secret again.`,
			);
		const shared = prefix + encoded;
		const textKey = createSecretKey(shared, 'utf8');
		return { kind: 'shared', text: shared, textKey, key: createSecretKey(bytes) };
	}
	if (prefix === PUBLIC_PREFIX) {
		if (bytes.length !== 32)
			throw new TypeError(
				`A whpk_ key has 32 bytes in base64, but this one has ${bytes.length}. Copy the whole key again.`,
			);
		if (isOfSmallOrder(bytes))
			throw new TypeError(
				'This whpk_ key is not safe: anyone can sign for it. Ask the sender for another key.',
			);
		return { kind: 'public', key: publicKeyOf(bytes) };
	}
	if (bytes.length !== 32 && bytes.length !== 64)
		throw new TypeError(
			`A whsk_ key has 32 or 64 bytes in base64, but this one has ${bytes.length}. Copy the whole key again.`,
		);
	const key = createPrivateKey({
		key: Buffer.concat([PKCS8, bytes.subarray(0, 32)]),
		format: 'der',
		type: 'pkcs8',
	});
	const isOwn = bytes.length === 32 || createPublicKey(key).equals(publicKeyOf(bytes.subarray(32)));
	if (!isOwn)
		throw new TypeError(
			'The second half of this whsk_ key is not the public key of the first half. Copy the whole key again.',
		);
	return { kind: 'private', key };
}

function parseText(text: string): ParsedKey {
	const { length } = text.trim();
	if (length < SHORTEST_TEXT)
		throw new TypeError(
			`A signature secret must have at least ${SHORTEST_TEXT} characters, but this one has ${length}. Enter a longer one on both sides.`,
		);
	// As a text secret, it would reject all genuine requests. If it is a public key, anyone could forge requests.
	if (/wh(?:sec|sk|pk)_/i.test(text))
		throw new TypeError(
			'A key begins with whsec_, whsk_ or whpk_, but this one has other characters before that prefix. Copy only the key.',
		);
	return { kind: 'text', text, textKey: createSecretKey(text, 'utf8') };
}

function withoutPadding(base64: string): string {
	return base64.replace(/={1,2}$/, '');
}

/**
 * Keys for which a signature of zeros verifies every message, or one in a few. They are the points whose order divides
 * eight, in each encoding that OpenSSL accepts, without the sign bit. libsodium's `ge25519_has_small_order` lists the
 * same. One of them is 32 zero bytes, which a user may enter for a trial.
 */
const SMALL_ORDER = [
	'00'.repeat(32),
	`01${'00'.repeat(31)}`,
	'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	`ec${'ff'.repeat(30)}7f`,
	`ed${'ff'.repeat(30)}7f`,
	`ee${'ff'.repeat(30)}7f`,
];

/**
 * Returns whether anyone can sign for an Ed25519 key of 32 bytes.
 *
 * @internal
 */
export function isOfSmallOrder(key: Uint8Array): boolean {
	const unsigned = Buffer.from(key);
	unsigned[31] &= 0x7f;
	return SMALL_ORDER.includes(unsigned.toString('hex'));
}

function publicKeyOf(bytes: Uint8Array): KeyObject {
	return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}
