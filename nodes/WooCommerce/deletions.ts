import { BoundedMap } from '../core/cache/boundedMap';
import type { Change } from '../core/event';

/** How long a deletion is remembered. A webhook and a poll report it within this time. */
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
	 * Returns the changes of a delivery, and notes them. A later move to the trash is another deletion, with its own
	 * date. So a deletion keeps an earlier identity only if the object no longer exists.
	 *
	 * @param now milliseconds of a monotonic clock, as are all times of this class
	 */
	ofDelivery(account: string, changes: readonly Change[], now: number): Change[] {
		return this.identified(account, changes, now, ({ raw }) => raw.status === undefined);
	}

	/**
	 * Returns the changes of a poll, and notes them. A deletion keeps the identity with which a delivery reported it. If a
	 * delivery reports that the object was restored, that identity is discarded.
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
