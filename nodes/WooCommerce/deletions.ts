import { BoundedMap } from '../core/cache/boundedMap';
import type { Change } from '../core/event';

/** A webhook and a poll report one deletion within this time. */
const REMEMBERED_MS = 24 * 3_600_000;

type Deletion = Pick<Change, 'revision' | 'date'>;

/**
 * The deletions that this process has reported, by object. The date of the move to the trash identifies a deletion. If
 * the trash is emptied, or WooCommerce saves the object in the trash, the shop no longer shows that date. The deletion
 * then keeps the `id` with which it was first reported. Best effort: this process remembers the last ten thousand.
 */
export class Deletions {
	private readonly known = new BoundedMap<string, Deletion & { at: number }>(10_000);

	/**
	 * Returns the changes of a delivery, and notes them. A second move to the trash has its own date. So only an object
	 * that is gone keeps an earlier identity.
	 *
	 * @param now milliseconds of a clock that is never set, as all times of this class
	 */
	ofDelivery(account: string, changes: readonly Change[], now: number): Change[] {
		return this.identified(account, changes, now, ({ raw }) => raw.status === undefined);
	}

	/**
	 * Returns the changes of a poll, and notes them. Between two polls, the process also notes what deliveries report,
	 * such as that the object was restored.
	 */
	ofPoll(account: string, changes: readonly Change[], now: number): Change[] {
		return this.identified(account, changes, now, () => true);
	}

	private identified(
		account: string,
		changes: readonly Change[],
		now: number,
		mayBeKnown: (change: Change) => boolean,
	): Change[] {
		return changes.map((change) => {
			const key = JSON.stringify([account, change.objectType, String(change.raw.id)]);
			if (change.eventType !== 'DELETED') {
				this.known.delete(key);
				return change;
			}
			const known = mayBeKnown(change) ? this.known.get(key) : undefined;
			const isRecent = known !== undefined && now - known.at < REMEMBERED_MS;
			const { revision, date } = isRecent ? known : change;
			this.known.set(key, { revision, date, at: isRecent ? known.at : now });
			return { ...change, revision, date };
		});
	}
}
