import { eventTime, readIsoDate } from '../dates';
import { REJECTION, type RejectionReason } from '../vendor';
import type { Candidates } from './candidates';
import { splitPlace, type RequestView } from './request';
import type { Timestamp } from './scheme';
import type { Source } from './template';

/** Standard Webhooks' tolerance, and that of most vendors. */
export const DEFAULT_TOLERANCE_SECONDS = 300;

/** A timestamp as the request has it, and in epoch milliseconds. */
export interface SignedTime {
	text: string;
	ms: number;
}

type Read = { ok: true; time: SignedTime } | { ok: false; reason: RejectionReason };

/**
 * Reads a timestamp and compares it with the clock.
 *
 * @param now epoch milliseconds
 * @param toleranceSeconds 0 if the age of the timestamp shows nothing
 * @param root where paths of JSON begin. Defaults to the body
 */
export function timeOf(
	timestamp: Timestamp,
	{ parts }: Pick<Candidates, 'parts'>,
	request: RequestView,
	now: number,
	toleranceSeconds: number,
	root?: unknown,
): Read {
	const [source, name] = splitPlace(timestamp.in);
	if (source !== 'signature' && request.isRepeated(source as Source, name))
		return { ok: false, reason: REJECTION.headerRepeated };
	const named = parts.filter(([one], index) => one === name || String(index) === name);
	// Two timestamps in one header: the signature covers one of them, and a reader may take the other.
	if (new Set(named.map(([, value]) => value)).size > 1)
		return { ok: false, reason: REJECTION.timestampMalformed };
	const text = source === 'signature' ? named[0]?.[1] : request.read(source as Source, name, root);
	if (text === undefined || text === '') return { ok: false, reason: REJECTION.timestampMissing };
	const ms = msOf(text, timestamp.unit);
	if (ms === undefined) return { ok: false, reason: REJECTION.timestampMalformed };
	if (toleranceSeconds > 0 && Math.abs(now - ms) > toleranceSeconds * 1_000)
		return { ok: false, reason: REJECTION.timestampOutOfTolerance };
	return { ok: true, time: { text, ms } };
}

/** Since 2001 and before 2286, so that few other numbers look like a time. */
const PLAUSIBLE_MS = [1e12, 1e13];

/** Returns whether a text can be the time of a delivery. */
export function isTime(text: string, unit: Timestamp['unit']): boolean {
	const ms = msOf(text, unit) ?? 0;
	return ms >= PLAUSIBLE_MS[0] && ms < PLAUSIBLE_MS[1];
}

function msOf(text: string, unit: Timestamp['unit']): number | undefined {
	if (unit === 'date') {
		const iso = readIsoDate(text);
		return iso === undefined ? undefined : Date.parse(iso);
	}
	if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) return undefined;
	return eventTime(Number(text) * (unit === 's' ? 1_000 : 1));
}
