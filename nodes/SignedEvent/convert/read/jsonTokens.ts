import { endOfText, parseJson } from '../../../core/json';

/** Marks, literals and blanks: every token that is not a text in quotes. */
const BETWEEN_TEXTS = /[{}[\]:,]|[^\s{}[\]:,]+|\s+/g;

/**
 * Splits JSON, or almost JSON, into texts, marks, literals and blanks. Joined again, the tokens are the input. It makes
 * one pass, because a regular expression for quoted texts is quadratic if the last quote is missing.
 */
export function tokenize(text: string): string[] {
	const tokens: string[] = [];
	let isClosed = true;
	for (let from = 0; from < text.length; ) {
		const quote = text.indexOf('"', from);
		const start = quote === -1 ? text.length : quote;
		for (const token of text.slice(from, start).match(BETWEEN_TEXTS) ?? []) tokens.push(token);
		const end: number | undefined = isClosed && quote !== -1 ? endOfText(text, start) : undefined;
		// If this text has no end, no later text has one.
		isClosed = end !== undefined;
		from = end ?? start + 1;
		if (start < text.length) tokens.push(text.slice(start, from));
	}
	return tokens;
}

/** What may come next. `member` and `element` follow an opening bracket. */
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
 * Finds the token at which a text stops being JSON. JavaScript's own messages do not always name a position, and they
 * quote the text.
 *
 * @returns the index of the first unexpected token, or undefined if the text ends too early
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
		const isEnd = open.length === 0 && state === 'after';
		if (isEnd && tokens.slice(index + 1).some((more) => more.trim() !== '')) return index + 1;
	}
	return undefined;
}

function kindOf(token: string): Kind | undefined {
	const mark = MARKS.find((one) => one === token);
	if (mark !== undefined) return mark;
	return parseJson(token).ok ? (token.startsWith('"') ? '"' : 'literal') : undefined;
}
