import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** One regular expression of the sources. */
export interface Expression {
	/** `nodes/Box/targets.ts:24`. */
	where: string;
	source: string;
	flags: string;
}

/**
 * Returns every regular expression of the folders: the literals of the code, and those within n8n
 * expressions (`={{ … }}`), which n8n evaluates over what a user typed.
 *
 * @throws Error if the code builds a regular expression from a text, which no reader can check
 */
export function expressionsOf(...folders: readonly string[]): Expression[] {
	const files = folders.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(ROOT, folder, file)),
	);
	return files.flatMap((file) => {
		const text = readFileSync(file, 'utf8');
		return literalsOf(text, (line) => `${relative(ROOT, file)}:${line}`);
	});
}

function literalsOf(text: string, where: (line: number) => string): Expression[] {
	const file = ts.createSourceFile('source.ts', text, ts.ScriptTarget.ES2022, true);
	const found: Expression[] = [];
	const visit = (node: ts.Node): void => {
		const place = where(file.getLineAndCharacterOfPosition(node.getStart()).line + 1);
		if (ts.isRegularExpressionLiteral(node)) {
			const end = node.text.lastIndexOf('/');
			found.push({
				where: place,
				source: node.text.slice(1, end),
				flags: node.text.slice(end + 1),
			});
		}
		const isBuilt = ts.isNewExpression(node) || ts.isCallExpression(node);
		if (isBuilt && node.expression.getText() === 'RegExp')
			throw new Error(`${place} builds a regular expression. Write it as a literal.`);
		if (ts.isStringLiteralLike(node) && node.text.startsWith('={{'))
			found.push(...literalsOf(node.text.slice(3).replace('}}', ''), () => place));
		// Pieces of an n8n expression that is put together by a template.
		if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node))
			for (const [, source] of node.text.matchAll(/\.replace\(\/((?:\\.|[^/])+)\//g))
				found.push({ where: place, source, flags: '' });
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

/** The named parts of a regular expression's own text that stand for one character. */
const SAMPLES: ReadonlyArray<readonly [part: string, samples: readonly string[]]> = [
	['\\d', ['0']],
	['0-9', ['0']],
	['\\w', ['a', '_']],
	['a-z', ['a', '_a']],
	['\\s', [' ']],
	['.', ['a', '.']],
	['[^', ['a', ' ']],
];

/**
 * Returns what a hostile text may repeat: the words of the expression, each of its characters, and one
 * character of each class in it.
 */
export function piecesOf(source: string): string[] {
	const plain = source.replace(/\\([dwsbpPDWSB])/g, ' ').replace(/\\(.)/g, '$1');
	const words = plain.split(/[[\]()|*+?^$\s]+/).filter((word) => word !== '');
	const marks = [...new Set(plain)].filter((mark) => !/[a-z0-9()[\]|*+?^$]/i.test(mark));
	const samples = SAMPLES.filter(([part]) => source.includes(part)).flatMap(([, more]) => more);
	return [...new Set([...words, ...marks, ...samples])];
}
