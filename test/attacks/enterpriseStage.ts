import { Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import type { Change } from '../../nodes/core/event';
import type { Cursor } from '../../nodes/core/vendor';
import type { BoxItem } from '../sandbox/box/items';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { connectEnterprise } from '../unit/Box/sandboxBox';

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const catchUp = vendor.catchUp!;

/** An enterprise of Box with one monitored folder, and the cursor of a node that was just activated. */
export class EnterpriseStage {
	warnings: readonly string[] = [];

	private constructor(
		readonly clock: ManualClock,
		readonly box: BoxSandbox,
		readonly folder: BoxItem,
		public connection: Connection,
		public cursor: Cursor,
	) {}

	static async open(triggers: string[]): Promise<EnterpriseStage> {
		const clock = new ManualClock('2026-11-01T12:00:00Z');
		const box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
		box.app.mayManageEnterprise = true;
		const folder = box.items.add('folder', 'Contracts', box.user);
		const watching = { targets: [{ type: folder.type, id: folder.id }], triggers };
		const connection = {
			...(await connectEnterprise(box, watching, () => clock.now())),
			places: new Places(undefined, 'node', () => clock.now()),
			steadyNow: () => clock.now(),
		};
		const begun = await catchUp.begin(connection);
		if (!begun.ok) throw new Error(begun.problem.message);
		return new EnterpriseStage(clock, box, folder, connection, begun.value.cursor);
	}

	/** Lets ten minutes pass, and looks. */
	async look(rows?: number): Promise<Change[]> {
		this.clock.advance(10 * MINUTE);
		const looked = await catchUp.look(this.connection, this.cursor, { rows });
		if (!looked.ok) throw new Error(looked.problem.message);
		this.cursor = looked.value.cursor;
		this.warnings = looked.value.warnings ?? [];
		return looked.value.changes;
	}
}
