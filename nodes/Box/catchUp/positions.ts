import type { Cursor } from '../../core/vendor';

/** A position that Box resolves when the stream is first read. */
export const LATER = 'now';

/** Where to continue reading a stream. */
export interface StreamPosition {
	/** Box's position, `now`, or `0` for the oldest event that Box has. */
	position: string;
	/** Events before this time were already read. Epoch milliseconds. Set while a stream is read again from its oldest event. */
	after?: number;
}

/** The rest of a gap that only the history of the enterprise covers. Epoch milliseconds. */
export interface History {
	from: number;
	/** Later events are in the streams. */
	to: number;
	/** Box's position. Absent at the first page. */
	position?: string;
	/** Set if only the stream of the enterprise has a gap. */
	isOfEnterprise?: true;
}

/** The positions of a cursor, parsed. */
export interface Positions {
	user?: StreamPosition;
	/** Absent if the credential may not read the events of its enterprise. */
	enterprise?: StreamPosition;
	/** Gaps that are not read to their end, the earliest first. Absent without gaps. */
	histories?: readonly History[];
	/**
	 * The watermark when Box first rejected a request for the events of the enterprise, in epoch milliseconds. Set as long as
	 * Box rejects these requests. A warning was logged.
	 */
	deniedAt?: number;
	/** The account and the streams that the positions belong to. Absent before the first look. */
	of?: string;
	/** The watermark when the positions were written. If a cursor's watermark is earlier, the host has moved it back. */
	at?: number;
}

/** Reads the positions of a cursor. Texts of another form are left out. */
export function readPositions({ positions = {} }: Cursor): Positions {
	const user = readStream(positions.user);
	const enterprise = readStream(positions.enterprise);
	const histories = HISTORIES.flatMap((name) => readHistory(positions[name]) ?? []);
	const at = readTime(positions.at);
	const deniedAt = readTime(positions.denied);
	return {
		...(user && { user }),
		...(enterprise && { enterprise }),
		...(histories.length > 0 && { histories }),
		...(deniedAt !== undefined && { deniedAt }),
		...(positions.of !== undefined && { of: positions.of }),
		...(at !== undefined && { at }),
	};
}

/** Returns positions as a cursor holds them. */
export function writePositions({
	user,
	enterprise,
	histories = [],
	deniedAt,
	of,
	at,
}: Positions): Record<string, string> {
	return {
		...(user && { user: writeStream(user) }),
		...(enterprise && { enterprise: writeStream(enterprise) }),
		...Object.fromEntries(
			withinLimit(histories).map((history, index) => [HISTORIES[index], writeHistory(history)]),
		),
		...(deniedAt !== undefined && { denied: String(deniedAt) }),
		...(of !== undefined && { of }),
		...(at !== undefined && { at: String(at) }),
	};
}

/** The names of gaps in a cursor. The first is that of versions which had only one. */
const HISTORIES = ['history', 'history2', 'history3', 'history4'] as const;

/** Joins the latest gaps to one, if they are more than a cursor holds. What lies between them is then read again. */
function withinLimit(histories: readonly History[]): readonly History[] {
	if (histories.length <= HISTORIES.length) return histories;
	const kept = histories.slice(0, HISTORIES.length - 1);
	const joined = histories.slice(HISTORIES.length - 1);
	const [{ from }] = joined;
	const to = Math.max(...joined.map((history) => history.to));
	const isOfEnterprise = joined.every((history) => history.isOfEnterprise === true);
	return [...kept, { from, to, ...(isOfEnterprise && { isOfEnterprise: true as const }) }];
}

function writeHistory({ from, to, position = '', isOfEnterprise }: History): string {
	return [from, to, position, ...(isOfEnterprise ? ['enterprise'] : [])].join('@');
}

function writeStream({ position, after }: StreamPosition): string {
	return after === undefined ? position : `${position}@${after}`;
}

function readStream(text: string | undefined): StreamPosition | undefined {
	if (text === undefined) return undefined;
	const [position, given] = text.split('@');
	const after = readTime(given);
	return position === '' ? undefined : { position, ...(after !== undefined && { after }) };
}

function readHistory(text: string | undefined): History | undefined {
	const [from, to, position = '', of] = (text ?? '').split('@');
	const [first, last] = [readTime(from), readTime(to)];
	if (first === undefined || last === undefined) return undefined;
	return {
		...{ from: first, to: last },
		...(position !== '' && { position }),
		...(of === 'enterprise' && { isOfEnterprise: true as const }),
	};
}

function readTime(text: string | undefined): number | undefined {
	return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
