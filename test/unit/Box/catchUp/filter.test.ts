import { toEvent } from '../../../../nodes/core/event';
import { passesFilter, readFilter } from '../../../../nodes/core/eventFilter';
import { newMemories, Places } from '../../../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../../../nodes/Box/vendor';
import { BoxSandbox } from '../../../sandbox/box/server';
import { ManualClock } from '../../../sandbox/clock';
import { connectEnterprise } from '../sandboxBox';

/** An example of docs/box.md, Filters: "Examples of fields are raw.source.name, raw.source.parent.id and …". */
const CONDITION = [{ field: 'raw.source.name', operator: 'contains' as const, value: 'Offer' }];

describe('an event of catch-up from the stream of the enterprise', () => {
	it('passes the filter that its webhook would have passed', async () => {
		const clock = new ManualClock('2026-11-01T12:00:00Z');
		const box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
		try {
			box.app.mayManageEnterprise = true;
			const folder = box.items.add('folder', 'Contracts', box.user);
			const file = box.items.add('file', 'Offer.pdf', box.user, folder);
			const watching = {
				targets: [{ type: folder.type, id: folder.id }],
				triggers: ['FILE.DOWNLOADED'],
			};
			const connection: Connection = {
				...(await connectEnterprise(box, watching, () => clock.now())),
				places: new Places(newMemories(), 'node', () => clock.now()),
			};
			const begun = await vendor.catchUp!.begin(connection);
			if (!begun.ok) throw new Error(begun.problem.message);
			await box.acts.download(file, box.user);
			clock.advance(600_000);
			const looked = await vendor.catchUp!.look(connection, begun.value.cursor);
			if (!looked.ok) throw new Error(looked.problem.message);
			const source = {
				...{ elementKey: 'box', hubKey: 'documents', account: connection.account },
				...{ instanceName: 'Box', instanceTags: [], includeRaw: true },
			};
			const events = looked.value.changes.map((change) =>
				toEvent(change, source, { capture: 'polling', receivedAt: clock.now() }),
			);
			expect(events.map(({ topic, objectId }) => `${topic} ${objectId}`)).toEqual([
				`FILE.DOWNLOADED ${file.id}`,
			]);
			const read = readFilter([], CONDITION);
			if (!read.ok) throw new Error(JSON.stringify(read));
			// The webhook of this download has `source.name`, so it passes. The event of the stream has `source.item_name`.
			expect(events.filter((event) => passesFilter(event, read.filter))).toHaveLength(1);
		} finally {
			await box.close();
		}
	});
});
