import { endOfText, parseJson } from '../../../core/json';

/** The marks between values, what is neither mark nor text, and the blanks around them. */
const BETWEEN_TEXTS = /[{}[\]:,]|[^\s{}[\]:,]+|\s+/g;

/**
 * Splits JSON, or what should be JSON, into pieces that make it up again when they are joined: texts,
 * marks, literals and blanks. One pass: a regular expression for a text in quotes starts again at each
 * quote if the last one is missing.
 */
export function tokenize(text: string): string[] {
	const tokens: string[] = [];
	let isClosed = true;
	for (let from = 0; from < text.length; ) {
		const quote = text.indexOf('"', from);
		const start = quote === -1 ? text.length : quote;
		for (const token of text.slice(from, start).match(BETWEEN_TEXTS) ?? []) tokens.push(token);
		const end: number | undefined = isClosed && quote !== -1 ? endOfText(text, start) : undefined;
		// If all quotes after this one are escaped, no later text ends either.
		isClosed = end !== undefined;
		from = end ?? start + 1;
		if (start < text.length) tokens.push(text.slice(start, from));
	}
	return tokens;
}

/** What may come next; `member` and `element` only where a bracket has just been opened. */
type State = 'value' | 'element' | 'key' | 'member' | 'colon' | 'after';

const VALUES = { '"': 'after', literal: 'after', '{': 'member', '[': 'element' } as const;
type Kind = keyof typeof VALUES | '}' | ']' | ':' | ',';
const NEXT: Readonly<Record<State, Readonly<Partial<Record<Kind, State>>>>> = {
	value: VALUES,
	element: { ...VALUES, ']': 'after' },
	key: { '"': 'colon' },
	member: { '"': 'colon', '}': 'after' },
	colon: { ':': 'value' },
	after: { '}': 'after', ']': 'after', ',': 'value' },
};
const OPENS: Readonly<Partial<Record<Kind, string>>> = { '}': '{', ']': '[' };
const MARKS: readonly Kind[] = ['{', '}', '[', ']', ':', ','];

/**
 * Where a text that is no JSON stops being it. JavaScript's own messages name a position only at
 * times, and show pieces of the text.
 *
 * @returns index of the first token that may not stand where it stands; none where the text only ends
 *   too early
 */
export function findBreak(tokens: readonly string[]): number | undefined {
	const open: string[] = [];
	let state: State = 'value';
	for (const [index, token] of tokens.entries()) {
		if (/^\s*$/.test(token)) continue;
		const kind = kindOf(token);
		const next: State | undefined = kind === undefined ? undefined : NEXT[state][kind];
		const closes = kind === undefined ? undefined : OPENS[kind];
		if (next === undefined || (closes !== undefined && open.pop() !== closes)) return index;
		if (token === '{' || token === '[') open.push(token);
		state = token === ',' && open.at(-1) === '{' ? 'key' : next;
		if (open.length === 0 && state === 'after' && hasMore(tokens, index)) return index + 1;
	}
	return undefined;
}

function kindOf(token: string): Kind | undefined {
	const mark = MARKS.find((one) => one === token);
	if (mark !== undefined) return mark;
	return parseJson(token).ok ? (token.startsWith('"') ? '"' : 'literal') : undefined;
}

function hasMore(tokens: readonly string[], index: number): boolean {
	return tokens.slice(index + 1).some((token) => token.trim() !== '');
}
