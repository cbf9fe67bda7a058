import type { Sighting, Window } from '../../core/window';
import type { FieldPath } from '../fields/volatileFields';
import type { Digests } from './ids/digests';
import type { IdLedger } from './ids/idLedger';
import type { IdSet } from './ids/idSet';
import type { LayeredMap } from './ids/layeredMap';
import type { Load } from './load/loadState';
import type { Position } from './read/seekPage';

/**
 * What a poll knows about one resource of a shop. A state is immutable: each page produces the next state. Times are
 * epoch milliseconds of the shop's clock.
 */
export interface ResourceState {
	/**
	 * The path of the list that the state describes. If the user gives the resource's name to another list, polling
	 * starts again.
	 */
	readonly path: string;
	/** When polling began. Earlier modifications do not produce events. */
	readonly since: number;
	/** The cursor: everything modified before this has been emitted. */
	readonly watermark: number;
	/**
	 * How far the shop's clock was ahead of this process's monotonic clock, in milliseconds. It was measured at the
	 * watermark, or at the end of the pending window.
	 */
	readonly clockOffset?: number;
	/** When that monotonic clock began. Each process has its own. */
	readonly clockOrigin?: number;
	/** How far the shop's clock was ahead of this machine's time of day then; milliseconds. It serves another process. */
	readonly dateOffset?: number;
	/**
	 * Modifications before this time produce no events. Absent if it equals `since`. It can be earlier than `since`,
	 * because another clock may date the objects.
	 */
	readonly readFrom?: number;
	/** What is known about the clock that dates the objects. */
	readonly rowClock?: RowClock;
	/** The highest id when polling began; -1 if the list was empty. */
	readonly topId: number;
	/** Every id that is known to exist. */
	readonly ids: IdSet;
	/**
	 * The objects that the next window may return again, by id. For scanned resources, only their dates when polling
	 * began.
	 */
	readonly recent: LayeredMap<number, Sighting>;
	/** The content of objects when they were last read, by id. Only for scanned resources. */
	readonly digests: Digests;
	/** The contents that objects had at their present dates, if they had several. Each has eight hexadecimal digits. */
	readonly seen: LayeredMap<number, readonly string[]>;
	/**
	 * Hidden objects by id: the date, and the contents at that date, joined by `~`. Only for resources that are not
	 * scanned.
	 */
	readonly hiddenSeen: LayeredMap<number, string>;
	/** When hidden objects are read next. If absent, the next poll reads them. */
	readonly hiddenCheck?: HiddenSchedule;
	/** The ids that are not those of ordinary listed objects. */
	readonly ledger: IdLedger;
	/** A window that has not been read to its end. */
	readonly pending?: { readonly window: Window; readonly position: Position };
	/**
	 * How far the first listing has read the objects that existed when polling began. Absent after it has read all of
	 * them.
	 */
	readonly baseline?: Position;
	/** The load of existing objects that the panel asked for last. Absent if none. */
	readonly load?: Load;
	/** How many objects the list had when polling began. Absent after the first listing has read all of them. */
	readonly beginTotal?: number;
	/** How far the current pass has compared contents. */
	readonly scan?: Position;
	/** How many passes in a row have found no difference. */
	readonly quietRounds?: number;
	/** Until when the shop asked for a pause, in epoch milliseconds of this machine's clock. */
	readonly notBefore?: number;
	/** When the shop asked for the pause, by the same clock. */
	readonly pausedAt?: number;
	/** The `Date` of the last poll's first response. */
	readonly probedAt?: number;
	/** Standing conditions that the log has already named. */
	readonly named?: readonly string[];
	/** Maximum rows per request, after larger pages failed. */
	readonly mostRows?: number;
	/** Objects that could not be read. */
	readonly broken?: readonly BrokenObject[];
	/** How many polls in a row had no time for the resource's changes. The resource that waits longest comes first. */
	readonly waits?: number;
	/**
	 * How many polls in a row had no time for the resource's first listing, or for its list if that cannot be ordered.
	 */
	readonly longWaits?: number;
	/** A hash of the fields that were left out of the recorded contents. Absent if only `_links` was left out. */
	readonly ignored?: string;
	/** Fields that were found to change by themselves. */
	readonly learned?: readonly string[];
	/** When fields were last examined, by this machine's clock in epoch milliseconds. */
	readonly fieldsCheckedAt?: number;
	/** One object of a compared list, stored field by field. */
	readonly specimen?: Specimen;
	/**
	 * The state of a list that cannot be ordered by id. Of the members above, such a list uses only `path` and `since`.
	 */
	readonly unordered?: UnorderedState;
}

/**
 * When hidden objects are read next, in epoch milliseconds of the shop's clock, and how many milliseconds after the
 * last time.
 */
interface HiddenSchedule {
	readonly at: number;
	readonly every: number;
}

/** An object that could not be read. */
interface BrokenObject {
	/** Undefined if the shop does not return the id. */
	readonly id?: number;
	readonly afterId?: number;
	/**
	 * The cursor when the object was noted, in epoch milliseconds of the shop's clock. Older changes have been emitted.
	 */
	readonly since: number;
	/** When the object was noted, by the same clock. */
	readonly notedAt: number;
}

/** One object of a list, field by field. If nearly all objects change at once, it shows which fields have changed. */
export interface Specimen {
	readonly id: number;
	/** Each path with 32 bits of a hash of its value, hexadecimal. */
	readonly values: ReadonlyArray<readonly [path: FieldPath, hash: string]>;
}

/**
 * What is known about PHP's clock, which dates the objects. The `Date` of a response can come from another clock, such
 * as that of a content delivery network. Times are epoch milliseconds by `Date`.
 */
interface RowClock {
	/** How far PHP's clock may be behind `Date`. Each window begins earlier by this time. */
	readonly behindMs: number;
	/** When an object was last dated as expected. */
	readonly rightAt?: number;
	/** How far behind `Date` the last new object was dated, at least and at most. */
	readonly suspected?: readonly [least: number, most: number];
}

/** What is known about a list whose pages have no known order. */
export interface UnorderedState {
	/** Digests as text, by id. The shop chooses the ids, which can be names such as `constructor`. */
	readonly digests: LayeredMap<string, string>;
	/** The page to read next. */
	readonly page: number;
	/** Rows of the pages before it. Absent on the first page, and in states of earlier versions. */
	readonly read?: number;
	/** Rows per page of the current pass. Absent on the first page, and in states of earlier versions. */
	readonly pageSize?: number;
	/** False during the first pass, which records the objects that existed when polling began. */
	readonly isListed: boolean;
}

/** What the polls of one node know. */
export interface PollState {
	/** The shop that the state describes. For another shop, polling starts again. */
	readonly account: string;
	/** The states by the user's name for the resource. The object has no prototype, so it inherits no names. */
	readonly resources: Readonly<Record<string, ResourceState>>;
}
