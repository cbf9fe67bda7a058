import type { Change } from '../core/event';
import { beforeAbort } from '../host/deadline';
import { getTrashed, type Box } from './api';
import type { Target } from './targets';
import type { VerifiedPayload } from './verify';

/** Box waits 30 seconds for a response. The details may take only a small part of that time. */
const WITHIN_MS = 5_000;

/**
 * Returns name and parent of a trashed item, because Box sends only its ID and type.
 *
 * @param withinMs Defaults to 5 seconds
 * @returns Box's response, or undefined if the request fails or takes too long
 */
export async function trashedItem(
	box: Box,
	item: Target,
	withinMs = WITHIN_MS,
): Promise<Record<string, unknown> | undefined> {
	try {
		const found = await beforeAbort(AbortSignal.timeout(withinMs), getTrashed(box, item));
		return found.ok ? found.value : undefined;
	} catch {
		return undefined;
	}
}

/** Returns the change. For a trashed item, `raw.details` is what Box returns about that item. */
export async function withTrashedItem(
	change: Change,
	{ trigger, source: { type, id } }: VerifiedPayload,
	box: Box,
): Promise<Change> {
	const isTrashed = trigger === 'FILE.TRASHED' || trigger === 'FOLDER.TRASHED';
	if (!isTrashed || (type !== 'file' && type !== 'folder')) return change;
	const details = await trashedItem(box, { type, id });
	return details === undefined ? change : { ...change, raw: { ...change.raw, details } };
}
