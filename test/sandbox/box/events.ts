import type { JsonObject } from '../json';
import type { Random } from '../random';
import { badRequest, Refusal } from './errors';
import { lineOf, miniUser, pacific, type BoxItem, type BoxUser } from './items';
import type { Session } from './tokens';

/** An act, as the streams show it. Box names it differently in the stream of a user and in that of the enterprise. */
export interface StreamAct {
	/** Event type in the stream of a user. Undefined if it does not show the act. */
	user?: string;
	/** Event type in the streams of the enterprise. Undefined if they do not show the act. */
	enterprise?: string;
	item: BoxItem;
	by: BoxUser;
	/** The object as the stream of a user shows it. */
	source: JsonObject;
	/** Whether only the owner of the item sees it in the stream of a user. */
	isForOwner?: boolean;
	/** More of the enterprise's event. */
	details?: JsonObject;
}

/** How the streams behave; everything is off by default. */
export interface StreamHabits {
	/** Share of events that are listed twice. */
	duplicates: number;
	/** Maximum milliseconds from an act until its event is listed. So events can be listed in another order. */
	lateness: number;
	/** Share of pages that are shorter than they could be. */
	shortPages: number;
	/** How `next_stream_position` is written. */
	positions: 'text' | 'number' | 'mixed';
	/** What a position gets that is older than what Box keeps. Box documents neither. */
	expired: 'oldest' | 'error';
}

interface Entry {
	at: number;
	/** When it is listed. */
	due: number;
	user: JsonObject | undefined;
	enterprise: JsonObject | undefined;
	/** Ids of the users whose stream shows it. */
	viewers: ReadonlySet<string>;
}

type StreamType = 'all' | 'changes' | 'admin_logs' | 'admin_logs_streaming';

const DAY = 24 * 3_600_000;
/** Box documents two weeks for both live streams, and a year for the history (developer.box.com/guides/events). */
const KEPT: Record<StreamType, number> = {
	all: 14 * DAY,
	changes: 14 * DAY,
	admin_logs_streaming: 14 * DAY,
	admin_logs: 365 * DAY,
};
/** "higher latency than the user or admin_logs_streaming feed" (…/guides/events/for-enterprise). */
const HISTORY_DELAY = 10 * 60_000;
/** Events of the stream `all` that `changes` lacks (…/guides/events/user-events/for-user). */
const ONLY_IN_ALL = /^(COMMENT_|ITEM_DOWNLOAD|ITEM_PREVIEW|ITEM_SHARED|TASK_)/;
/** The documented event types of an enterprise that acts cause. Box rejects others as a filter. */
const FILTERS =
	/^(COPY|DELETE|DOWNLOAD|EDIT|ITEM_SHARED_UPDATE|LOCK|METADATA_INSTANCE_(CREATE|UPDATE|DELETE)|MOVE|PREVIEW|RENAME|SHARE|UNDELETE|UNLOCK|UNSHARE|UPLOAD)$/;
const PARAMETERS = [
	'stream_type',
	'stream_position',
	'limit',
	'event_type',
	'created_after',
	'created_before',
];
const LARGEST_PAGE = 500;
/** Beyond 2^53, as the positions of the reference are. */
const FIRST_POSITION = 1_152_922_976_252_290_000n;

export interface EventPage {
	body: JsonObject;
	/** Whether the position is written as a number. */
	isNumber: boolean;
}

/** `GET /2.0/events` (https://developer.box.com/reference/get-events). */
export class EventLog {
	readonly habits: StreamHabits = {
		duplicates: 0,
		lateness: 0,
		shortPages: 0,
		positions: 'text',
		expired: 'oldest',
	};
	private waiting: Entry[] = [];
	private readonly listed: Entry[] = [];
	private pages = 0;

	constructor(
		private readonly random: Random,
		private readonly now: () => number,
	) {}

	/** Adds an act, which the streams list now or a little later. */
	add(act: StreamAct, line: readonly BoxItem[] = lineOf(act.item)): void {
		const { item, by, isForOwner = false } = act;
		const at = this.now();
		const people = [
			...new Set(line.flatMap(({ owner, collaborators }) => [owner.id, ...collaborators])),
		];
		const { duplicates, lateness } = this.habits;
		const entry = (): Entry => ({
			at,
			due: at + (lateness === 0 ? 0 : this.random.integer(0, lateness)),
			user: undefined,
			enterprise: undefined,
			viewers: new Set(isForOwner ? [item.owner.id] : people),
		});
		const base = {
			type: 'event',
			created_at: pacific(at),
			recorded_at: pacific(at),
			created_by: miniUser(by),
			session_id: null,
		};
		const user = act.user !== undefined && {
			...base,
			event_id: this.drawId(),
			event_type: act.user,
			source: act.source,
			additional_details: null,
		};
		const enterprise = act.enterprise !== undefined && {
			...base,
			event_id: this.drawId(),
			event_type: act.enterprise,
			source: sourceOf(item),
			additional_details: act.details ?? null,
		};
		const times = duplicates > 0 && this.random.chance(duplicates) ? 2 : 1;
		for (let count = 0; count < times; count++)
			this.waiting.push({
				...entry(),
				user: user || undefined,
				enterprise: enterprise || undefined,
			});
	}

	/** Answers `GET /events`. */
	read(session: Session, query: URLSearchParams, isAdmin: boolean): EventPage {
		for (const name of query.keys())
			if (!PARAMETERS.includes(name)) throw badRequest(name, `Unknown parameter '${name}'`);
		const type = (query.get('stream_type') ?? 'all') as StreamType;
		if (!Object.hasOwn(KEPT, type)) throw badRequest('stream_type', `Invalid value '${type}'.`);
		const isOfEnterprise = type.startsWith('admin_logs');
		if (isOfEnterprise && !isAdmin)
			throw new Refusal(
				403,
				'access_denied_insufficient_permissions',
				'Access denied - insufficient permission',
			);
		if (!isOfEnterprise && query.has('event_type'))
			throw badRequest('event_type', 'Only for enterprise events');
		const limit = Number(query.get('limit') ?? 100);
		if (!(Number.isInteger(limit) && limit >= 1 && limit <= LARGEST_PAGE))
			throw badRequest('limit', `Invalid value '${query.get('limit')}'.`);
		this.list();
		const types = query.get('event_type')?.split(',');
		const odd = types?.find((one) => !FILTERS.test(one));
		if (odd !== undefined) throw badRequest('event_type', `Invalid value '${odd}'.`);
		const shown = (entry: Entry) => {
			const event = isOfEnterprise ? entry.enterprise : entry.user;
			if (event === undefined || entry.at <= this.now() - KEPT[type]) return undefined;
			if (!isOfEnterprise && !entry.viewers.has(session.user.id)) return undefined;
			if (type === 'changes' && ONLY_IN_ALL.test(String(event.event_type))) return undefined;
			return types === undefined || types.includes(String(event.event_type)) ? event : undefined;
		};
		return type === 'admin_logs'
			? this.history(query, limit, shown)
			: this.stream(query, limit, shown, KEPT[type]);
	}

	private stream(
		query: URLSearchParams,
		limit: number,
		shown: (entry: Entry) => JsonObject | undefined,
		kept: number,
	): EventPage {
		for (const name of ['created_after', 'created_before'])
			if (query.has(name)) throw badRequest(name, 'Only for the history of the enterprise');
		const given = query.get('stream_position') ?? '0';
		const end = this.listed.length;
		if (given === 'now') return this.page([], end);
		const start = given === '0' ? 0 : Number(readPosition(given) - FIRST_POSITION);
		if (!(start >= 0 && start <= end))
			throw badRequest('stream_position', `Invalid value '${given}'.`);
		const oldest = this.listed.findIndex(({ at }) => at > this.now() - kept);
		if (given !== '0' && start < (oldest === -1 ? end : oldest) && this.habits.expired === 'error')
			throw badRequest('stream_position', `Invalid value '${given}'.`);
		const isShort = this.habits.shortPages > 0 && this.random.chance(this.habits.shortPages);
		// Box looks at so many events, of which this user may see none. Such a page is empty, but not the end.
		const scanned = isShort ? this.random.integer(1, 5) : Infinity;
		const entries: JsonObject[] = [];
		let next = start;
		for (; next < end && next - start < scanned && entries.length < limit; next++) {
			const event = shown(this.listed[next]);
			if (event !== undefined) entries.push(event);
		}
		return this.page(entries, next);
	}

	/** Chronological and without duplicates, but late. Its positions count the events of the question. */
	private history(
		query: URLSearchParams,
		limit: number,
		shown: (entry: Entry) => JsonObject | undefined,
	): EventPage {
		const after = readDate(query, 'created_after') ?? -Infinity;
		const before = readDate(query, 'created_before') ?? Infinity;
		const latest = this.now() - HISTORY_DELAY;
		const all = new Map<unknown, { at: number; event: JsonObject }>();
		for (const entry of this.listed) {
			const event = shown(entry);
			if (event !== undefined && entry.at >= after && entry.at <= before && entry.at <= latest)
				all.set(event.event_id, { at: entry.at, event });
		}
		const sorted = [...all.values()].sort((left, right) => left.at - right.at);
		const start = Number(query.get('stream_position') ?? 0);
		if (!Number.isInteger(start) || start < 0)
			throw badRequest('stream_position', `Invalid value '${query.get('stream_position')}'.`);
		const entries = sorted.slice(start, start + limit).map(({ event }) => event);
		// Without events, Box returns no usable position (https://github.com/box/box-windows-sdk-v2/issues/371).
		const next = entries.length === 0 ? '0' : String(start + entries.length);
		return {
			isNumber: false,
			body: { chunk_size: entries.length, next_stream_position: next, entries },
		};
	}

	private page(entries: JsonObject[], next: number): EventPage {
		const { positions } = this.habits;
		const isNumber = positions === 'number' || (positions === 'mixed' && this.pages++ % 2 === 0);
		const position = String(FIRST_POSITION + BigInt(next));
		return {
			isNumber,
			body: { chunk_size: entries.length, next_stream_position: position, entries },
		};
	}

	/** Lists what is due. What is due at the same time keeps its order. */
	private list(): void {
		const now = this.now();
		const due = this.waiting.filter((entry) => entry.due <= now);
		if (due.length === 0) return;
		this.waiting = this.waiting.filter((entry) => entry.due > now);
		this.listed.push(...due.sort((left, right) => left.due - right.due));
	}

	private drawId(): string {
		return this.random.text('0123456789abcdef', 40);
	}
}

/** An item as events of the enterprise show it. */
function sourceOf(item: BoxItem): JsonObject {
	const { type, id, name, parent, owner } = item;
	return {
		item_type: type,
		item_id: id,
		item_name: name,
		parent: parent
			? { type: 'folder', id: parent.id, name: parent.name }
			: { type: 'folder', id: '0', name: 'All Files' },
		owned_by: miniUser(owner),
	};
}

function readPosition(given: string): bigint {
	if (!/^\d{1,20}$/.test(given)) throw badRequest('stream_position', `Invalid value '${given}'.`);
	return BigInt(given);
}

function readDate(query: URLSearchParams, name: string): number | undefined {
	const text = query.get(name);
	if (text === null) return undefined;
	const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(text);
	if (!isDate) throw badRequest(name, `Invalid value '${text}'.`);
	return Date.parse(text);
}
