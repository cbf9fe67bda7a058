import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 'docs/receive.md';

/**
 * Returns the first block of a language after a text of docs/receive.md.
 *
 * @param text such as a heading. The page has it once
 * @param language as in the fence of the block
 */
export function codeAfter(text: string, language: string): string {
	const page = readFileSync(join(__dirname, '../../..', PAGE), 'utf8');
	const [, rest, again] = page.split(text);
	if (rest === undefined || again !== undefined)
		throw new Error(`${PAGE} must have this text once: ${text}`);
	const found = new RegExp(`\\n\`\`\`${language}\\n([^]*?)\\n\`\`\`\\n`).exec(rest);
	if (found === null) throw new Error(`${PAGE} has no code in ${language} after: ${text}`);
	return found[1];
}
