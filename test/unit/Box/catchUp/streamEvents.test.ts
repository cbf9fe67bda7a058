import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	isInStream,
	STREAM_ROWS,
	streamOf,
	triggersOf,
} from '../../../../nodes/Box/catchUp/streamEvents';
import { TRIGGERS } from '../../../../nodes/Box/triggers';

const ALL = TRIGGERS.map(({ trigger }) => trigger);
const docs = readFileSync(join(__dirname, '../../../../docs/box.md'), 'utf8');
/** The table of docs/box.md: the cells of each trigger. */
const rows = docs
	.slice(docs.indexOf('### What it finds'), docs.indexOf('### Where an item is'))
	.split('\n')
	.filter((line) => line.startsWith('| `'))
	.map((line) => line.split('|').map((cell) => cell.trim()));

const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

/** A row of the docs names one or more triggers, or a family of them: `METADATA_INSTANCE.…`. */
const isNamed = (trigger: string) => (name: string) =>
	name.endsWith('…') ? trigger.startsWith(name.slice(0, -1)) : trigger === name;
const rowOf = (trigger: string) => rows.find(([, names]) => namesIn(names).some(isNamed(trigger)));

describe('the table of stream events', () => {
	it('has known triggers, each once', () => {
		const triggers = STREAM_ROWS.map(({ trigger }) => trigger);
		expect(ALL).toEqual(expect.arrayContaining(triggers));
		expect(new Set(triggers).size).toBe(triggers.length);
		expect(triggers).toHaveLength(29);
	});

	it.each(STREAM_ROWS)('stands in the docs: $trigger', (row) => {
		const [, , user, enterprise, certainty] = rowOf(row.trigger) ?? [];
		expect(certainty).toBe(row.certainty);
		for (const name of row.user) expect(namesIn(user)).toContain(name);
		for (const name of row.enterprise) expect(namesIn(enterprise).some(isNamed(name))).toBe(true);
		expect(user.includes('for the owner only')).toBe(row.isForOwner === true);
		if (row.user.length === 0) expect(user).toBe('no');
		if (row.enterprise.length === 0) expect(enterprise).toBe('no');
	});

	it('has no trigger that the docs do not name', () => {
		const named = ALL.filter((trigger) => rowOf(trigger) !== undefined);
		expect(named).toEqual(ALL.filter(isInStream));
	});
});

it.each([
	['FILE.RENAMED', 'user', 'user'],
	['FILE.DOWNLOADED', 'user', 'enterprise'],
	['METADATA_INSTANCE.CREATED', undefined, 'enterprise'],
	['FILE.DELETED', undefined, undefined],
	['__proto__', undefined, undefined],
])('%s is read from one stream', (trigger, alone, withEnterprise) => {
	expect(streamOf(trigger, false)).toBe(alone);
	expect(streamOf(trigger, true)).toBe(withEnterprise);
});

it('an event stands for the triggers of its type of item', () => {
	expect(triggersOf('user', 'ITEM_MOVE', 'file', ALL)).toEqual(['FILE.MOVED', 'FILE.UPLOADED']);
	expect(triggersOf('user', 'ITEM_MOVE', 'folder', ALL)).toEqual(['FOLDER.MOVED']);
	expect(triggersOf('user', 'LOGIN', 'file', ALL)).toEqual([]);
});
