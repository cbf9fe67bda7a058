/** Reads `[file, source]` pairs from standard input; prints what the linter says about such imports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
const linter = new ESLint({ cwd: root });
const rules = ['rooms/direction', 'no-restricted-imports'];

const complaints = [];
for (const [file, source] of JSON.parse(readFileSync(0, 'utf8'))) {
	const text = `import { a } from '${source}';\nexport const b = a;\n`;
	const [{ messages }] = await linter.lintText(text, { filePath: join(root, file) });
	complaints.push(messages.filter(({ ruleId }) => rules.includes(ruleId)).length);
}
process.stdout.write(JSON.stringify(complaints));
