import { err, ok, PROBLEM } from '../../nodes/core/result';
import type { Cursor } from '../../nodes/core/vendor';
import { look } from '../../nodes/Ecwid/catchUp/look';
import { keepStart } from '../../nodes/Ecwid/catchUp/parts';
import type { Connection } from '../../nodes/Ecwid/connection';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const HOUR = 3_600_000;

/** A store whose list of orders fails, and whose list of deleted orders has one row. */
const connection = (isFailing: boolean) =>
	({
		...{ storeId: '1003', clientSecret: 'secret', hasToken: true, fetchObject: true },
		eventTypes: ['order.updated', 'order.deleted'],
		now: () => NOW,
		unblock: () => undefined,
		ask: async (path: string, { offset = '0' }: Record<string, string> = {}) => {
			if (path === 'orders' && isFailing)
				return err(PROBLEM.forbidden, 'Ecwid rejected the request. Add the scope.');
			const rows =
				path === 'orders/deleted' && offset === '0'
					? [{ id: 'XJ12H', date: '2026-11-21 09:30:00 +0000' }]
					: [];
			const total = path === 'orders/deleted' ? 1 : 0;
			return ok({ value: { items: rows, total }, bytes: 100, serverNow: NOW });
		},
	}) as unknown as Connection;

/** Catch-up has read all parts of a long list of deleted orders but the last one. */
function lastPartIsLeft(): Cursor {
	const behind: Record<string, number> = { orders: NOW - 20 * HOUR };
	keepStart(behind, 'orders/deleted', {
		...{ from: NOW - HOUR, first: NOW - 20 * HOUR, bornSince: NOW - 20 * HOUR },
		...{ until: NOW - HOUR / 4, span: HOUR },
	});
	return { since: NOW - 20 * HOUR, watermark: NOW - 20 * HOUR, behind };
}

it.each([false, true])(
	'the last part of a list is emitted (another list fails: %p)',
	async (isFailing) => {
		let cursor = lastPartIsLeft();
		const found: string[] = [];
		for (let looks = 0; looks < 5; looks++) {
			const looked = await look(connection(isFailing), cursor);
			if (!looked.ok) continue;
			cursor = looked.value.cursor;
			found.push(...looked.value.changes.map(({ topic, objectId }) => `${topic} ${objectId}`));
		}
		expect(found).toContain('order.deleted XJ12H');
	},
);
