import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

type Import = [file: string, source: string];
type Text = [file: string, text: string];

const REJECTED: Import[] = [
	['nodes/SignedEvent/convert/x.ts', '../../Shopify/vendor'],
	['nodes/SignedEvent/x.ts', '../Shopify/vendor'],
	['nodes/Box/x.ts', '../vendors'],
	['nodes/host/x.ts', '../vendors'],
	['nodes/vendors.ts', './SignedEvent/keys'],
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
	['nodes/SignedEvent/replay/x.ts', '../../vendors'],
	['nodes/vendors.ts', './Shopify/replay/replayable'],
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
 * Returns the number of complaints that the linter has about each text, by the rules whose names begin so. It runs as a
 * process, because Jest cannot load the linter's modules.
 */
function complaintsOf(texts: readonly Text[], ...rules: string[]): number[] {
	const script = join(__dirname, '../lintText.mjs');
	const { stdout, stderr } = spawnSync(process.execPath, [script, ...rules], {
		input: JSON.stringify(texts),
		encoding: 'utf8',
	});
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout) as number[];
}

describe('the direction of imports, vendor -> host -> core, in every subfolder', () => {
	const complaints = (imports: Import[]) => {
		const texts = imports.map(
			([file, source]): Text => [file, `import { a } from '${source}';\nexport const b = a;\n`],
		);
		return complaintsOf(texts, 'rooms/direction', 'no-restricted-imports');
	};

	it('is checked by the linter', () => {
		expect(complaints(REJECTED)).toEqual(REJECTED.map(() => 1));
		expect(complaints(ALLOWED)).toEqual(ALLOWED.map(() => 0));
	});
});

describe('the language of the house (docs/style.md)', () => {
	it('is checked in comments, texts of nodes, documents and test titles', () => {
		expect(complaintsOf(DIALECT, 'prose/')).toEqual(DIALECT.map(() => 1));
		expect(complaintsOf(PLAIN, 'prose/')).toEqual(PLAIN.map(() => 0));
	});
});
