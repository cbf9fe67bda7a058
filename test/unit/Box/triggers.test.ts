import { EVENT_TYPES } from '../../../nodes/core/event';
import { findTrigger, TRIGGER_OPTIONS, TRIGGERS } from '../../../nodes/Box/triggers';
import published from '../../vectors/boxTriggers.json';

/** Box sends it when it removes a webhook. It cannot be chosen. */
const offered = published.triggers.filter(({ file, folder }) => file || folder);

describe('the table of triggers', () => {
	it("has all of Box's documented list and no other", () => {
		const names = TRIGGERS.map(({ trigger }) => trigger);
		expect(names).toEqual(offered.map(({ trigger }) => trigger).sort());
		expect(new Set(names).size).toBe(45);
	});

	it.each(offered)("has Box's targets for $trigger", ({ trigger, file, folder }) => {
		const { targets } = findTrigger(trigger)!;
		expect([targets.includes('file'), targets.includes('folder')]).toEqual([file, folder]);
	});

	it('gives each an event type and its own description', () => {
		for (const { eventType } of TRIGGERS) expect(EVENT_TYPES).toContain(eventType);
		expect(new Set(TRIGGERS.map(({ description: says }) => says)).size).toBe(TRIGGERS.length);
	});

	it('offers all of them in the panel, sorted by name', () => {
		expect(TRIGGER_OPTIONS.map(({ value }) => value).sort()).toEqual(
			TRIGGERS.map(({ trigger }) => trigger),
		);
		const names = TRIGGER_OPTIONS.map(({ name }) => name);
		expect(names).toEqual([...names].sort());
		expect(TRIGGER_OPTIONS.find(({ value }) => value === 'FILE.UPLOADED')).toEqual({
			name: 'File Uploaded',
			value: 'FILE.UPLOADED',
			description: 'A file is uploaded or moved into the folder (folder targets only)',
		});
	});

	it.each([
		['FILE.DELETED', 'A file is deleted permanently. No catch-up.'],
		[
			'METADATA_INSTANCE.CREATED',
			'Metadata is added to a file or folder. Catch-up only with enterprise events.',
		],
		[
			'FILE.DOWNLOADED',
			'A file is downloaded. Without enterprise events, catch-up covers only items the user owns.',
		],
	])('says in the panel what catch-up finds of %s', (trigger, description) => {
		const option = TRIGGER_OPTIONS.find(({ value }) => value === trigger);
		expect(option).toMatchObject({ description });
		expect(description.length).toBeLessThanOrEqual(120);
	});

	it('does not find an unknown trigger', () => {
		expect(findTrigger('FILE.TELEPORTED')).toBeUndefined();
		expect(findTrigger('__proto__')).toBeUndefined();
	});
});
