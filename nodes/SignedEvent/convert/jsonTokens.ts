import { parseJson } from '../../core/json';

/** Texts, the marks between values, what is neither, and the blanks around them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+|\s+|"/g;

/** JSON, or what should be it, in pieces that make it up again when they are joined. */
export function tokenize(text: string): string[] {
	return text.match(TOKEN) ?? [];
}

/** What may come next; `member` and `element` only where a bracket has just been opened. */
type State = 'value' | 'element' | 'key' | 'member' | 'colon' | 'after';

const VALUES = { '"': 'after', literal: 'after', '{': 'member', '[': 'element' } as const;
const NEXT: Readonly<Record<State, Readonly<Partial<Record<string, State>>>>> = {
	value: VALUES,
	element: { ...VALUES, ']': 'after' },
	key: { '"': 'colon' },
	member: { '"': 'colon', '}': 'after' },
	colon: { ':': 'value' },
	after: { '}': 'after', ']': 'after', ',': 'value' },
};
const OPENS: Readonly<Record<string, string>> = { '}': '{', ']': '[' };

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
		const closes = OPENS[token];
		if (next === undefined || (closes !== undefined && open.pop() !== closes)) return index;
		if (token === '{' || token === '[') open.push(token);
		state = token === ',' && open.at(-1) === '{' ? 'key' : next;
		if (open.length === 0 && state === 'after' && hasMore(tokens, index)) return index + 1;
	}
	return undefined;
}

function kindOf(token: string): string | undefined {
	if (token.length === 1 && '{}[]:,'.includes(token)) return token;
	return parseJson(token).ok ? (token.startsWith('"') ? '"' : 'literal') : undefined;
}

function hasMore(tokens: readonly string[], index: number): boolean {
	return tokens.slice(index + 1).some((token) => token.trim() !== '');
}
