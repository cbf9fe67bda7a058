/** Reads `[file, text]` pairs from standard input; prints how many complaints of `prose/*` the linter has of each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
const linter = new ESLint({ cwd: root });

const complaints = [];
for (const [file, text] of JSON.parse(readFileSync(0, 'utf8'))) {
	const [{ messages }] = await linter.lintText(text, { filePath: join(root, file) });
	complaints.push(messages.filter(({ ruleId }) => ruleId?.startsWith('prose/')).length);
}
process.stdout.write(JSON.stringify(complaints));
