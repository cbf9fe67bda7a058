import { parseJson } from '../../../core/json';
import { findBreak, tokenize } from './jsonTokens';

export type LenientJson = { ok: true; value: unknown } | { ok: false; message: string };

/**
 * Reads JSON as people paste it: out of a whole cURL command, with the shell's escaped quotes, with
 * commas missing or too many. Cloud Elements' own documents have all of these. Integers that a number
 * cannot hold become texts.
 *
 * @returns a problem says in which line the text stops being JSON, and shows nothing of the text,
 *   which may hold secrets
 */
export function readLenientJson(text: string): LenientJson {
	const body = fixCommas(unescapeShell(extractJson(text)));
	if (body === '') return { ok: false, message: 'There is no JSON in it.' };
	const parsed = parseJson(body);
	if (parsed.ok) return parsed;
	return parsed.reason === 'too_deep'
		? { ok: false, message: 'It is nested too deeply.' }
		: { ok: false, message: describeBreak(body) };
}

/** From the first bracket to the last: a cURL command goes on before and after its body. */
function extractJson(text: string): string {
	const begin = text.search(/[{[]/);
	const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
	return begin === -1 || end < begin ? '' : text.slice(begin, end + 1);
}

/** `'\''` is a quote within quotes; a body in double quotes has `\"` for each of its own. */
function unescapeShell(text: string): string {
	const single = text.replaceAll("'\\''", "'");
	return /^[{[\s]*\\"/.test(single) ? single.replace(/\\(["\\$`])/g, '$1') : single;
}

/** A comma between two values that have none, none before a closing bracket. */
function fixCommas(text: string): string {
	const fixed: string[] = [];
	/** Index of the last token that is no blank. */
	let last = -1;
	for (const token of tokenize(text)) {
		if (/^\s/.test(token)) {
			fixed.push(token);
			continue;
		}
		const previous = last === -1 ? ',' : fixed[last];
		if (!/^[{[,:]$/.test(previous) && !/^[}\],:]$/.test(token)) fixed[last] = `${previous},`;
		if (previous === ',' && /^[}\]]$/.test(token) && last !== -1) fixed[last] = '';
		last = fixed.push(token) - 1;
	}
	return fixed.join('');
}

function describeBreak(body: string): string {
	const tokens = tokenize(body);
	const index = findBreak(tokens);
	if (index === undefined) return 'It ends before its last bracket is closed.';
	const line = tokens.slice(0, index).join('').split('\n').length;
	return `It stops being JSON in line ${line}.`;
}
