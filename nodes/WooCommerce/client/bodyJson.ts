import { parseJson, type ParsedJson } from '../../core/json';

/** What PHP writes before a message, with and without `html_errors` (https://www.php.net/manual/en/errorfunc.configuration.php). */
const PHP_MESSAGE =
	/\b(?:Notice|Warning|Deprecated|Strict Standards|Parse error|Fatal error)(?:<\/b>)?: /;
const WEB_PAGE = /<(?:!doctype|html|head|body|script)\b/i;
/** Characters before and after the JSON in which it is searched. */
const LONGEST_NOISE = 64 * 1024;
/** Brackets that are tried. A message of PHP has few. */
const MOST_TRIES = 20;
/** Characters that all tries parse together, which takes half a second. */
const MOST_PARSED = 32 * 1024 * 1024;

/**
 * Parses the JSON of a response, also if a plugin or a cache wrote something around it: byte order marks, comments, or
 * messages of PHP. Data within a web page does not count.
 */
export function parseBody(body: Buffer): ParsedJson {
	const text = body.toString('utf8');
	const plain = parseJson(text);
	if (plain.ok || plain.reason !== 'malformed') return plain;
	const inner = withoutComments(text);
	let parsed = 0;
	for (const [start, end] of bracketPairs(inner)) {
		const around = `${inner.slice(0, start)} ${inner.slice(end)}`;
		if (!isNoise(around)) continue;
		parsed += end - start;
		if (parsed > MOST_PARSED) break;
		const found = parseJson(inner.slice(start, end));
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
	return (
		text.replace(/\ufeff/g, '').trim() === '' || (PHP_MESSAGE.test(text) && !WEB_PAGE.test(text))
	);
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

/** Returns where JSON may begin and end: at an opening bracket near the start, and at its counterpart near the end. */
function* bracketPairs(text: string): Generator<[start: number, end: number]> {
	let starts = 0;
	for (let start = 0; start < Math.min(text.length, LONGEST_NOISE); start++) {
		const closing = CLOSING.get(text[start]);
		// PHP begins and ends its messages with a line break or a tag.
		if (closing === undefined || !/[\n>\ufeff]/.test(text[start - 1] ?? '\n')) continue;
		if (++starts > MOST_TRIES) return;
		let end = text.lastIndexOf(closing);
		for (
			let ends = 0;
			ends < MOST_TRIES && end > start && text.length - end < LONGEST_NOISE;
			ends++
		) {
			if (/[\r\n<]/.test(text[end + 1] ?? '\n')) yield [start, end + 1];
			end = text.lastIndexOf(closing, end - 1);
		}
	}
}

const CLOSING: ReadonlyMap<string, string> = new Map([
	['[', ']'],
	['{', '}'],
]);
