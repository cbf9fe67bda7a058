import { isoSecond } from '../../core/dates';
import { ok, PROBLEM, unexpected, type Result } from '../../core/result';
import type { Begun } from '../../core/vendor';
import { canBothBeRight } from '../../core/window';
import { readGranted, type Connection } from '../api';
import { inWords, isGranted } from '../topics/topics';
import { listsFor, type List } from './lists';

/**
 * Asks for the app's scopes with one request. A scope that only catch-up lacks is a warning, because webhooks work
 * without it. A node without a list to read sends no request.
 *
 * @returns a cursor at Shopify's current time
 */
export async function begin(connection: Connection): Promise<Result<Begun>> {
	const { topics, isByHand, now } = connection;
	const lists = isByHand ? [] : listsFor(topics);
	if (lists.length === 0) return ok({ cursor: cursorAt(now()) });
	const granted = await readGranted(connection);
	// A token that may not read its own app shows what it may read at the first look.
	if (!granted.ok && granted.problem.reason === PROBLEM.refused)
		return ok({ cursor: cursorAt(now()) });
	if (!granted.ok) return granted;
	const { scopes, serverNow } = granted.value;
	if (!canBothBeRight(serverNow, now()))
		return unexpected(
			`Catch-up could not begin: Shopify's clock shows ${isoSecond(serverNow)}, and n8n's shows ${isoSecond(now())}. Set n8n's clock, and activate the workflow again.`,
		);
	const lacking = lists.filter((list) => !isGranted(list, scopes));
	return ok({
		cursor: cursorAt(serverNow),
		...(lacking.length > 0 && { warnings: lacking.map(lackingWarning) }),
	});
}

function cursorAt(at: number) {
	const since = Math.floor(at / 1000) * 1000;
	return { since, watermark: since };
}

function lackingWarning({ scopes, topics }: List): string {
	const names = topics.map(({ topic }) => topic).join(', ');
	return `Catch-up cannot find missed events of ${names}: the app lacks the scope ${inWords(scopes)}. Add it to the app's scopes, and activate the workflow again.`;
}
