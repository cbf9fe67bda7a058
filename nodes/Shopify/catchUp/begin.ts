import { floorToSecond } from '../../core/dates';
import { ok, PROBLEM, type Result } from '../../core/result';
import type { Begun } from '../../core/vendor';
import { confirmedTime } from '../../core/window';
import { readGranted, type Connection } from '../api';
import { inWords, isGranted, type Topic } from '../topics/topics';
import { filteredTopics, listsFor, type List } from './lists';

/**
 * Reads the app's scopes with one request. If the app lacks a scope that only catch-up needs, returns a warning, because
 * webhooks work without it. Sends no request without a list to read.
 *
 * @returns a cursor at Shopify's current time
 */
export async function begin(connection: Connection): Promise<Result<Begun>> {
	const { now } = connection;
	const lists = listsFor(connection);
	const filtered = connection.isByHand ? [] : filteredTopics(connection);
	const warnings = filtered.length > 0 ? [filterWarning(filtered)] : [];
	if (lists.length === 0) return begunAt(now(), warnings);
	const granted = await readGranted(connection);
	// The token may not read its scopes. The first look then shows which lists it may read.
	if (!granted.ok && granted.problem.reason === PROBLEM.refused) return begunAt(now(), warnings);
	if (!granted.ok) return granted;
	const { scopes, serverNow } = granted.value;
	const lacking = lists.filter((list) => !isGranted(list, scopes));
	const again = async () => {
		const second = await readGranted(connection);
		return second.ok ? ok(second.value.serverNow) : second;
	};
	const confirmed = await confirmedTime('Shopify', serverNow, again, now);
	if (!confirmed.ok) return confirmed;
	const { time, warnings: ofClock } = confirmed.value;
	return begunAt(time, [...warnings, ...lacking.map(lackingWarning), ...ofClock]);
}

function begunAt(at: number, warnings: readonly string[]): Result<Begun> {
	const since = floorToSecond(at);
	return ok({ cursor: { since, watermark: since }, ...(warnings.length > 0 && { warnings }) });
}

function filterWarning(topics: readonly Topic[]): string {
	return `Catch-up does not look for missed events of ${namesOf(topics)}: only Shopify can apply the filter of these topics. If you need catch-up, remove the filter.`;
}

function lackingWarning({ scopes, topics }: List): string {
	return `Catch-up cannot find missed events of ${namesOf(topics)}: the app lacks the scope ${inWords(scopes)}. Add it to the app's scopes. Catch-up then also reads what it missed.`;
}

function namesOf(topics: readonly Topic[]): string {
	return topics.map(({ topic }) => topic).join(', ');
}
