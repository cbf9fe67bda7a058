import type { Sighting, Window } from '../../core/window';
import type { FieldPath } from '../fields/volatileFields';
import type { Digests } from './ids/digests';
import type { IdLedger } from './ids/idLedger';
import type { IdSet } from './ids/idSet';
import type { LayeredMap } from './ids/layeredMap';
import type { Position } from './read/seekPage';

/**
 * What a poll knows of one resource of a shop. It is never changed: each page makes the next state.
 * Times are epoch milliseconds of the shop's clock.
 */
export interface ResourceState {
	/** The list that it describes. If the user configures the name for another list, polling starts again. */
	readonly path: string;
	/** When polling began; earlier modifications do not produce events. */
	readonly since: number;
	/** The cursor: everything modified before this has been emitted. */
	readonly watermark: number;
	/** How far the shop's clock was ahead of this machine's steady clock at the watermark, or at the end of the pending window; milliseconds. */
	readonly clockOffset?: number;
	/** When that steady clock began. Another process has another one. */
	readonly clockOrigin?: number;
	/**
	 * Modifications before this produce no events; absent if `since` is that time. Earlier than `since`, because another
	 * clock may date the objects.
	 */
	readonly readFrom?: number;
	/** What is known of the clock that dates the objects. */
	readonly rowClock?: RowClock;
	/** The highest id when polling began; -1 if the list was empty. */
	readonly topId: number;
	/** Every id that is known to exist. */
	readonly ids: IdSet;
	/** What the next window may return again, by id. Of resources that are scanned, only the dates when polling began. */
	readonly recent: LayeredMap<number, Sighting>;
	/** The content of objects when last read, by id; only of resources that are scanned. */
	readonly digests: Digests;
	/** Contents that objects had at their present dates, if there were several; eight hexadecimal digits each. */
	readonly seen: LayeredMap<number, readonly string[]>;
	/** Hidden objects by id: the date and the contents at it, joined by `~`. Only of resources that are not scanned. */
	readonly hiddenSeen: LayeredMap<number, string>;
	/** When hidden objects are read next; absent if at the next poll. */
	readonly hiddenCheck?: HiddenSchedule;
	/** What became of other ids. */
	readonly ledger: IdLedger;
	/** A window that has not been read to its end. */
	readonly pending?: { readonly window: Window; readonly position: Position };
	/** How far the objects from before polling began are listed; absent when all of them are. */
	readonly baseline?: Position;
	/** How many objects the list had when polling began; absent when all of them are listed. */
	readonly beginTotal?: number;
	/** How far the current round of comparing contents is. */
	readonly scan?: Position;
	/** How many rounds in a row have found no difference. */
	readonly quietRounds?: number;
	/** The shop asked for a pause until then; epoch milliseconds of this machine's clock. */
	readonly notBefore?: number;
	/** When the shop asked for the pause, by the same clock. */
	readonly pausedAt?: number;
	/** The `Date` of the last poll's first response. */
	readonly probedAt?: number;
	/** Standing conditions that the log has named, so that it does not repeat them. */
	readonly named?: readonly string[];
	/** Rows that one request may ask for, after larger pages failed. */
	readonly mostRows?: number;
	/** Objects that could not be read. */
	readonly broken?: readonly BrokenObject[];
	/** Polls in a row that had no time for its changes. The resource that waits longest is first. */
	readonly waits?: number;
	/** Polls in a row that had no time for its first listing, or for its list that cannot be ordered. */
	readonly longWaits?: number;
	/** Names the fields that were left out of the recorded contents; absent if only `_links` was. */
	readonly ignored?: string;
	/** Fields that were found to change by themselves. */
	readonly learned?: readonly string[];
	/** When fields were last examined, by this machine's clock in epoch milliseconds. */
	readonly fieldsCheckedAt?: number;
	/** One object of a list whose contents are compared, field by field. */
	readonly specimen?: Specimen;
	/** Of a list that cannot be ordered by id. Of the above, it uses only `path` and `since`. */
	readonly unordered?: UnorderedState;
}

/** When hidden objects are read next, by the shop's clock in epoch milliseconds, and how long after the last time. */
interface HiddenSchedule {
	readonly at: number;
	readonly every: number;
}

/** An object that could not be read. */
interface BrokenObject {
	/** Undefined if the shop does not return it either. */
	readonly id?: number;
	readonly afterId?: number;
	/** The cursor when it was noted: older changes have been emitted. Epoch milliseconds of the shop's clock. */
	readonly since: number;
	/** When it was noted, by the same clock. */
	readonly notedAt: number;
}

/** One object of a list, field by field. It shows which field has changed if nearly all objects change at once. */
export interface Specimen {
	readonly id: number;
	/** Each path with 32 bits of a hash of its value, hexadecimal. */
	readonly values: ReadonlyArray<readonly [path: FieldPath, hash: string]>;
}

/**
 * The clock that dates the objects: PHP's. The `Date` of a response can come from another one, such as that of a content
 * delivery network. Epoch milliseconds by `Date`.
 */
interface RowClock {
	/** How far it may be behind `Date`. Each window begins earlier by that. */
	readonly behindMs: number;
	/** When an object was last dated as expected. */
	readonly rightAt?: number;
	/** How far behind the last new object was dated, at least and at most. */
	readonly suspected?: readonly [least: number, most: number];
}

/** What is known of a list whose pages have no known order. */
export interface UnorderedState {
	/** Digests as text, by id. The shop chooses the ids, `constructor` included. */
	readonly digests: LayeredMap<string, string>;
	/** The page to read next. */
	readonly page: number;
	/** Rows of the pages before it. Absent on the first page, and in states of earlier versions. */
	readonly read?: number;
	/** False during the first round, which records what existed before. */
	readonly isListed: boolean;
}

/** What all polls of one node know. */
export interface PollState {
	/** The shop that it describes. For another shop, polling starts again. */
	readonly account: string;
	/** By the user's name for the resource. It has no prototype, so it inherits no names. */
	readonly resources: Readonly<Record<string, ResourceState>>;
}
