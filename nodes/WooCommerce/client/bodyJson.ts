import { parseJson, type ParsedJson } from '../../core/json';

/** What PHP writes before a message, with and without `html_errors` (https://www.php.net/manual/en/errorfunc.configuration.php). */
const PHP_MESSAGE =
	/\b(?:Notice|Warning|Deprecated|Strict Standards|Parse error|Fatal error)(?:<\/b>)?: /;
const WEB_PAGE = /<(?:!doctype|html|head|body|script)\b/i;
/** Maximum characters before or after the JSON of a response. */
const LONGEST_NOISE = 64 * 1024;
/** Maximum number of brackets that are tried as the start or end of the JSON. A PHP message has few. */
const MOST_TRIES = 20;
/** Maximum characters that all tries parse together. Parsing them takes half a second. */
const MOST_PARSED = 32 * 1024 * 1024;

/**
 * Parses the JSON of a response, even if a plugin or a cache wrote byte order marks, comments or PHP messages before or
 * after it. A message can quote a customer's text, which may look like JSON. So only JSON at the start or the end of
 * the response counts.
 */
export function parseBody(body: Buffer): ParsedJson {
	const text = body.toString('utf8');
	const plain = parseJson(text);
	if (plain.ok || plain.reason !== 'malformed') return plain;
	let parsed = 0;
	for (const { json, noise } of candidates(withoutComments(text))) {
		if (!isNoise(noise)) continue;
		parsed += json.length;
		if (parsed > MOST_PARSED) break;
		const found = parseJson(json);
		if (found.ok) return found;
	}
	return plain;
}

/** Returns whether a body has a message of PHP. */
export function hasPhpMessage(body: Buffer): boolean {
	const start = body.toString('utf8', 0, LONGEST_NOISE);
	return PHP_MESSAGE.test(start) && !WEB_PAGE.test(start);
}

function isNoise(text: string): boolean {
	return text.replace(/\ufeff/g, '').trim() === '' || PHP_MESSAGE.test(text);
}

/** Drops the byte order marks and comments at both ends. */
function withoutComments(text: string): string {
	let inner = text.replace(/^[\s\ufeff]+/, '').trimEnd();
	for (let round = 0; round < MOST_TRIES; round++) {
		const opened = inner.startsWith('<!--') ? inner.indexOf('-->') : -1;
		if (opened !== -1) inner = inner.slice(opened + 3).trimStart();
		const closed = inner.endsWith('-->') ? inner.lastIndexOf('<!--') : -1;
		if (closed !== -1) inner = inner.slice(0, closed).trimEnd();
		if (opened === -1 && closed === -1) break;
	}
	return inner;
}

/** A part of a response that may be its JSON, and the rest of the response. */
interface Candidate {
	json: string;
	noise: string;
}

function* candidates(text: string): Generator<Candidate> {
	const last = text.at(-1);
	for (const start of openings(text))
		if (CLOSING.get(text[start]) === last)
			yield { json: text.slice(start), noise: text.slice(0, start) };
	for (const end of closings(text)) yield { json: text.slice(0, end), noise: text.slice(end) };
}

/** Returns the positions of brackets near the start of a text that begin a line, as JSON does after a PHP message. */
function openings(text: string): number[] {
	const found: number[] = [];
	for (let at = 0; at < Math.min(text.length, LONGEST_NOISE) && found.length < MOST_TRIES; at++)
		if (CLOSING.has(text[at]) && /[\n>\ufeff]/.test(text[at - 1] ?? '\n')) found.push(at);
	return found;
}

/**
 * Returns where JSON at the start of a text may end: after brackets near the end that precede a line break or a tag.
 */
function closings(text: string): number[] {
	const found: number[] = [];
	const closing = CLOSING.get(text[0]);
	if (closing === undefined) return found;
	let at = text.lastIndexOf(closing);
	for (let tries = 0; tries < MOST_TRIES && at > 0 && text.length - at < LONGEST_NOISE; tries++) {
		if (/[\r\n<]/.test(text[at + 1] ?? '\n')) found.push(at + 1);
		at = text.lastIndexOf(closing, at - 1);
	}
	return found;
}

const CLOSING: ReadonlyMap<string, string> = new Map([
	['[', ']'],
	['{', '}'],
]);
