/**
 * Writes the table of `docs/cloud-elements.md` from the converter's own:
 * `npx tsx test/docs/parameterTable.ts`. A unit test fails while the document is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	ELEMENT_KEYS,
	ELEMENTS,
	type Capture,
	type Element,
	type ElementKey,
	type Trigger,
} from '../../nodes/SignedEvent/convert/elements';
import { PARAMETERS, type Parameter } from '../../nodes/SignedEvent/convert/parameters';
import type { FieldPath } from '../../nodes/SignedEvent/convert/fieldPath';

export const DOCUMENT = join(__dirname, '..', '..', 'docs', 'cloud-elements.md');
const BEGIN = '<!-- parameters: written by test/docs/parameterTable.ts -->';
const END = '<!-- /parameters -->';

/** The document with its table as the code has it. */
export function withCurrentTable(document: string): string {
	const [before, rest] = cut(document, BEGIN);
	const [, after] = cut(rest, END);
	return `${before}${BEGIN}\n${table()}\n${END}${after}`;
}

function cut(text: string, mark: string): [string, string] {
	const at = text.indexOf(mark);
	if (at === -1) throw new Error(`${DOCUMENT} has no line ${mark}`);
	return [text.slice(0, at), text.slice(at + mark.length)];
}

function table(): string {
	const rows = PARAMETERS.map((parameter) => [
		`\`${parameter.key}\``,
		titlesOf(parameter),
		hereOf(parameter),
	]);
	const head = [
		['Cloud Elements', 'vendor', 'in n8n'],
		['---', '---', '---'],
	];
	return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The elements where a parameter means what its row says; none where that is all of them. */
function elementsOf({ elements, capture }: Parameter): readonly ElementKey[] | undefined {
	if (elements !== undefined || capture === undefined) return elements;
	return ELEMENT_KEYS.filter((key) => capture in ELEMENTS[key].captures);
}

function titlesOf(parameter: Parameter): string {
	return (
		elementsOf(parameter)
			?.map((key) => ELEMENTS[key].title)
			.join(', ') ?? 'all'
	);
}

function hereOf(parameter: Parameter): string {
	const { field, instead, remark } = parameter;
	const parts = [
		field && `${holderOf(field, parameter)}: *${field.label}* (\`${field.path}\`)`,
		instead && `left out: ${instead}`,
		remark,
	];
	return parts.filter((part) => part !== undefined).join('; ');
}

function holderOf(place: FieldPath, parameter: Parameter): string {
	const elements = elementsOf(parameter)?.map((key) => ELEMENTS[key]);
	switch (place.in) {
		case 'signedEvent':
			return 'Signed Event';
		case 'signature':
			return 'credential `signedEventsApi`';
		case 'credential':
			return `credential ${elements?.map(({ credential }) => `\`${credential.type}\``).join(', ')}`;
		case 'trigger':
			return (
				elements?.flatMap((element) => triggersOf(element, parameter)).join(', ') ?? 'the trigger'
			);
	}
}

function triggersOf({ captures }: Element, { capture }: Parameter): string[] {
	const triggers = Object.entries(captures) as Array<[Capture, Trigger]>;
	return triggers
		.filter(([way]) => capture === undefined || way === capture)
		.map(([, { title }]) => title);
}

if (require.main === module)
	writeFileSync(DOCUMENT, withCurrentTable(readFileSync(DOCUMENT, 'utf8')));
