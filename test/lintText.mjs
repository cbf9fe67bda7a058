/**
 * Reads `[file, text]` pairs from standard input, and prints how many complaints the linter has of each. The parameters
 * are the rules that count, or the beginnings of their names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
const linter = new ESLint({ cwd: root });
const counts = ({ ruleId }) => process.argv.slice(2).some((rule) => ruleId?.startsWith(rule));

const complaints = [];
for (const [file, text] of JSON.parse(readFileSync(0, 'utf8'))) {
	const [{ messages }] = await linter.lintText(text, { filePath: join(root, file) });
	complaints.push(messages.filter(counts).length);
}
process.stdout.write(JSON.stringify(complaints));
