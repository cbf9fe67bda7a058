/* Tables of the documents that list names of the code: they have each name, and no other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { normalizedEvent } from '../../../nodes/core/event';
import { VERIFICATION_FAILURE } from '../../../nodes/core/envelope/verifySignedEvent';
import { isInStream } from '../../../nodes/Box/catchUp/streamEvents';
import { TRIGGERS } from '../../../nodes/Box/triggers';
import { sourcesFor } from '../../../nodes/Ecwid/catchUp/sources';
import { EVENTS } from '../../../nodes/Ecwid/eventTypes';
import {
	COMPLIANCE_TOPICS,
	TOPICS,
	TOPICS_WITHOUT_URL,
} from '../../../nodes/Shopify/topics/topics';
import { ShopifyEventsTrigger } from '../../../nodes/Shopify/ShopifyEventsTrigger.node';
import { TODO } from '../../../nodes/SignedEvent/convert/todo';
import { DELIVERY_FAILURE } from '../../../nodes/core/envelope/deliverySchemas';
import { SignedEvent } from '../../../nodes/SignedEvent/SignedEvent.node';

/** Returns the first cells of the table that follows a text of a page. */
function firstCells(page: string, after: string): string[] {
	const text = readFileSync(join(__dirname, '../../..', page), 'utf8');
	const start = text.indexOf(after);
	expect(start).toBeGreaterThan(-1);
	const [table] = /(?:^\|.*\n)+/m.exec(text.slice(start)) ?? [''];
	const [, , ...rows] = table.trimEnd().split('\n');
	return rows.map((row) => row.split(' | ')[0].replace(/^\| /, ''));
}

const inBackticks = (cells: readonly string[]) =>
	cells.flatMap((cell) => [...cell.matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name));

/** Returns the display names of parameters and of the options below them. */
const namesOf = (properties: readonly INodeProperties[]): string[] =>
	properties.flatMap(({ displayName, options = [] }) => [
		displayName,
		...namesOf(options.filter((option): option is INodeProperties => 'displayName' in option)),
	]);

describe('a table of the documents', () => {
	it('lists the optional fields of an event', () => {
		const optional = Object.entries(normalizedEvent.shape).filter(([, type]) => type.isOptional());
		const listed = inBackticks(firstCells('README.md', '| field | present if |'));
		expect(listed.sort()).toEqual(optional.map(([name]) => name).sort());
	});

	it('counts the events of each vendor, and those that catch-up finds', () => {
		const topics = [...TOPICS.values()].filter(({ topic }) => !TOPICS_WITHOUT_URL.includes(topic));
		const found = topics.filter(({ foundIn }) => foundIn !== undefined);
		const inStream = TRIGGERS.filter(({ trigger }) => isInStream(trigger));
		const listed = [...EVENTS.values()].filter(({ topic }) => sourcesFor([topic]).length > 0);
		const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
		for (const sentence of [
			`any of the ${topics.length} topics to which an app can subscribe a URL, and the ${COMPLIANCE_TOPICS.size} [compliance topics]`,
			`For [${found.length} topics]`,
			`For [${inStream.length} of its ${TRIGGERS.length} triggers]`,
			`all ${EVENTS.size} events of Ecwid`,
			`For [${listed.length} events]`,
		])
			expect(readme).toContain(sentence);
	});

	it.each<[what: string, page: string, after: string, names: readonly string[]]>([
		[
			'reasons of verifySignedEvent',
			'docs/receive.md',
			'| `reason` |',
			Object.values(VERIFICATION_FAILURE),
		],
		[
			'reasons of a failed delivery',
			'docs/troubleshooting.md',
			'## Sending',
			Object.values(DELIVERY_FAILURE),
		],
		['reasons of Convert Instance', 'docs/cloud-elements.md', '| `reason` |', Object.values(TODO)],
	])('lists all %s', (_what, page, after, names) => {
		expect(inBackticks(firstCells(page, after)).sort()).toEqual([...names].sort());
	});

	it.each([
		['docs/shopify.md', new ShopifyEventsTrigger().description.properties],
		['docs/signed-event.md', new SignedEvent().description.properties],
	])('names parameters of the panel: %s', (page, properties) => {
		const cells = firstCells(page, '| parameter | meaning |');
		const named = cells.map((cell) => cell.replace(' (option)', '').replaceAll('*', ''));
		expect(named.length).toBeGreaterThan(4);
		expect(namesOf(properties)).toEqual(expect.arrayContaining(named));
	});
});
