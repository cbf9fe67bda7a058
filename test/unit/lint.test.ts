import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(120_000);

type Import = [file: string, source: string];
type Text = [file: string, text: string];

const REFUSED: Import[] = [
	['nodes/SignedEvent/convert/x.ts', '../../Shopify/vendor'],
	['nodes/SignedEvent/x.ts', '../Shopify/vendor'],
	['nodes/Box/deep/er/x.ts', '../../../Ecwid/api'],
	['nodes/host/x.ts', '../Box/vendor'],
	['nodes/host/trigger/x.ts', '../../Box/vendor'],
	['nodes/core/x.ts', '../host/http'],
	['nodes/core/envelope/x.ts', '../../host/http'],
	['nodes/core/x.ts', '../../credentials/SignedEventsApi.credentials'],
	['nodes/core/envelope/x.ts', 'n8n-workflow'],
];
const ALLOWED: Import[] = [
	['nodes/SignedEvent/convert/x.ts', '../keys'],
	['nodes/SignedEvent/convert/x.ts', '../../core/json'],
	['nodes/Box/deep/er/x.ts', '../../../host/http'],
	['nodes/host/trigger/x.ts', '../../core/event'],
	['nodes/host/trigger/x.ts', '../http'],
	['nodes/core/envelope/x.ts', '../event'],
	['nodes/core/x.ts', 'zod'],
	['nodes/host/x.ts', 'n8n-workflow'],
];

/** A sentence with the given number of words. */
const sentence = (words: number) => `The node ${'often '.repeat(words - 3)}retries.`;

const DIALECT: Text[] = [
	['nodes/host/x.ts', '// The message is for whoever reads the log.\n'],
	['nodes/host/x.ts', '/** The message is for whoever reads the log. */\nexport const one = 1;\n'],
	['test/unit/x.test.ts', '// The message is for whoever reads the log.\n'],
	['bench/x.ts', '/** The message is for whoever reads the log. */\nexport const one = 1;\n'],
	['nodes/host/x.ts', `export const text = '${sentence(26)}';\n`],
	['nodes/host/x.ts', `export const text = \`\${1} and ${sentence(24)}\`;\n`],
	['docs/x.md', 'The poll begins anew.\n'],
	['README.md', '# The poll begins anew\n'],
	['test/unit/x.test.ts', "it('refuses a body without a signature', () => undefined);\n"],
	['test/unit/x.test.ts', "describe.each([1])('a node that refuses %s', () => undefined);\n"],
	['test/n8n/x.test.ts', 'it(`refuses a body of ${1} bytes`, () => undefined);\n'],
];
const PLAIN: Text[] = [
	['nodes/host/x.ts', '// The message is for the administrator who reads the log.\n'],
	['nodes/host/x.ts', `export const text = '${sentence(25)} ${sentence(25)}';\n`],
	['nodes/host/x.ts', '// `whoever` and "whoever" are quoted: https://example.com/whoever\n'],
	['docs/x.md', 'The poll starts over.\n\n```sh\necho anew\n```\n'],
	['docs/style.md', 'Not used: anew.\n'],
	['test/unit/x.test.ts', "it('rejects a body without a signature', () => undefined);\n"],
	['test/unit/x.test.ts', "export const body = 'The server refuses this body anew.';\n"],
];

/**
 * Returns the number of complaints that a script of the linter has about each input. It runs as a
 * process, because Jest cannot load the linter's modules.
 */
function complaintsOf(script: string, inputs: ReadonlyArray<[string, string]>): number[] {
	const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, '../..', script)], {
		input: JSON.stringify(inputs),
		encoding: 'utf8',
	});
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout) as number[];
}

describe('the direction of imports, vendor -> host -> core, in every subfolder', () => {
	const complaints = (imports: Import[]) => complaintsOf('test/lintImports.mjs', imports);

	it('is checked by the linter', () => {
		expect(complaints(REFUSED)).toEqual(REFUSED.map(() => 1));
		expect(complaints(ALLOWED)).toEqual(ALLOWED.map(() => 0));
	});
});

describe('the language of the house (docs/style.md)', () => {
	const complaints = (texts: Text[]) => complaintsOf('test/lintText.mjs', texts);

	it('is checked in comments, texts of nodes, documents and test titles', () => {
		expect(complaints(DIALECT)).toEqual(DIALECT.map(() => 1));
		expect(complaints(PLAIN)).toEqual(PLAIN.map(() => 0));
	});
});
