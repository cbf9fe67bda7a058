import { memoize } from '../cache/memoize';
import { misconfigured, ok, type Result } from '../result';

/** Where a placeholder takes its text from. */
export type Source = 'header' | 'query' | 'json' | 'form';

/** A part of a template, as `Scheme.content` describes it. */
export type Part =
	| { kind: 'literal'; bytes: Buffer }
	| { kind: 'body' | 'timestamp' | 'method' | 'url' | 'sortedForm' }
	| { kind: Source; name: string; isOptional: boolean; isLower: boolean }
	| { kind: 'segment'; parts: readonly Part[] };

const WORDS: ReadonlyMap<string, Part> = new Map<string, Part>([
	...(['body', 'timestamp', 'method', 'url'] as const).map((kind): [string, Part] => [
		kind,
		{ kind },
	]),
	['form:*sorted', { kind: 'sortedForm' }],
	['newline', { kind: 'literal', bytes: Buffer.from('\n') }],
]);
const SOURCES: readonly string[] = ['header', 'query', 'json', 'form'];
const LOWER = '|lower';

/** A template has a few parts. Custom ones come from the panel. */
const LONGEST = 2_000;

const parse = memoize((text): Result<readonly Part[]> => {
	if (text.length > LONGEST) return wrong(`it has more than ${LONGEST} characters`);
	const segments: Part[][] = [[]];
	let literal = '';
	const add = (part: Part) => segments[segments.length - 1].push(part);
	const flush = () => {
		if (literal !== '') add({ kind: 'literal', bytes: Buffer.from(literal) });
		literal = '';
	};
	for (let at = 0; at < text.length; at++) {
		const character = text[at];
		if (!'{}[]'.includes(character)) {
			literal += character;
			continue;
		}
		flush();
		if (character === '{') {
			const end = text.indexOf('}', at);
			if (end === -1) return wrong('a { is not closed');
			const part = placeholder(text.slice(at + 1, end));
			if (part === undefined) return wrong(`{${text.slice(at + 1, end)}} is not a placeholder`);
			add(part);
			at = end;
		} else if (character === '[') {
			if (segments.length > 1) return wrong('a [ is inside another one');
			segments.push([]);
		} else if (character === ']') {
			const parts = segments.length > 1 ? segments.pop() : undefined;
			if (parts === undefined) return wrong('a ] has no [');
			add({ kind: 'segment', parts });
		} else return wrong('a } has no {');
	}
	flush();
	if (segments.length > 1) return wrong('a [ is not closed');
	return ok(segments[0]);
});

/** Returns the parts of a template, or what is wrong with it. */
export function parseTemplate(text: string): Result<readonly Part[]> {
	return parse(text);
}

function placeholder(text: string): Part | undefined {
	const word = WORDS.get(text);
	if (word !== undefined) return word;
	const colon = text.indexOf(':');
	const kind = text.slice(0, Math.max(colon, 0));
	if (!SOURCES.includes(kind)) return undefined;
	const isLower = text.endsWith(LOWER);
	const given = text.slice(colon + 1, isLower ? -LOWER.length : undefined);
	const isOptional = given.endsWith('?');
	const written = isOptional ? given.slice(0, -1) : given;
	// Node has the names of headers in lower case (https://nodejs.org/api/http.html#messageheaders).
	const name = kind === 'header' ? written.toLowerCase() : written;
	return name === '' ? undefined : { kind: kind as Source, name, isOptional, isLower };
}

function wrong(cause: string) {
	return misconfigured(
		`Signed Content cannot be used: ${cause}. Enter a template such as {timestamp}.{body}.`,
	);
}
