import { parseJson } from '../../../core/json';
import { findBreak, tokenize } from './jsonTokens';

/**
 * Reads JSON as people paste it: in a cURL command, with escaped quotes of the shell, with missing or extra commas.
 * Cloud Elements' documents contain all of these. Integers that a number cannot hold become texts.
 *
 * @returns the value, or a message that names the line of the error and quotes nothing, because the text may hold
 *   secrets
 */
export function readLenientJson(
	text: string,
): { ok: true; value: unknown } | { ok: false; message: string } {
	const body = fixCommas(unescapeShell(extractJson(text)));
	if (body === '') return { ok: false, message: 'it does not contain JSON' };
	const parsed = parseJson(body);
	if (parsed.ok) return parsed;
	if (parsed.reason === 'too_deep') return { ok: false, message: 'it is nested too deeply' };
	if (parsed.reason === 'too_many_values') return { ok: false, message: 'it has too many values' };
	return { ok: false, message: describeBreak(body) };
}

/** Returns the text from the first to the last bracket, without the cURL command around it. */
function extractJson(text: string): string {
	const begin = text.search(/[{[]/);
	const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
	return begin === -1 || end < begin ? '' : text.slice(begin, end + 1);
}

/** Unescapes `'\''` in single quotes, and `\"` of a body in double quotes. */
function unescapeShell(text: string): string {
	const single = text.replaceAll("'\\''", "'");
	return /^[{[\s]*\\"/.test(single) ? single.replace(/\\(["\\$`])/g, '$1') : single;
}

/** Adds missing commas between values, and removes those before a closing bracket. */
function fixCommas(text: string): string {
	const fixed: string[] = [];
	/** Index of the last token that is not blank. */
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
	if (index === undefined) return 'it ends before its last bracket is closed';
	const line = tokens.slice(0, index).join('').split('\n').length;
	return `its JSON is not valid in line ${line}`;
}
