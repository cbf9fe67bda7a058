import { floorToSecond } from '../../core/dates';
import { ok, PROBLEM, type Result } from '../../core/result';
import type { Begun, Cursor } from '../../core/vendor';
import { confirmedTime, WEBHOOK_GRACE_MS } from '../../core/window';
import { readEvents } from '../api';
import type { Connection } from '../vendor';
import { LATER, readPositions, writePositions, type Positions } from './positions';
import { isInStream, streamOf, streamTypeOf, triggersIn } from './streamEvents';

/**
 * Asks Box for the current positions of the streams that have the chosen triggers. Sends no request if no stream has them.
 *
 * An app that acts for an enterprise should have the scope for the enterprise's events. If the app lacks the scope,
 * catch-up reads only the events of the app's user, and a warning names the triggers that this leaves out.
 */
export async function begin(connection: Connection): Promise<Result<Begun>> {
	const { box, triggers, now } = connection;
	if (!triggers.some(isInStream)) return ok({ cursor: cursorAt(floorToSecond(now()), {}) });
	const positions: Positions = {};
	const warnings: string[] = [];
	let serverNow: number | undefined;
	if (connection.account.startsWith('enterprise_')) {
		const query = { stream_type: 'admin_logs_streaming', stream_position: 'now' };
		const page = await readEvents(box, query, now);
		if (!page.ok && page.problem.reason !== PROBLEM.forbidden) return page;
		if (page.ok) {
			const isRead = triggersIn('enterprise', triggers, true).length > 0;
			positions.enterprise = { position: isRead ? page.value.position : LATER };
			serverNow = page.value.serverNow;
		} else warnings.push(withoutEnterprise(triggers));
	}
	const hasEnterprise = positions.enterprise !== undefined;
	const ofUser = triggersIn('user', triggers, hasEnterprise);
	if (ofUser.length > 0) {
		const query = { stream_type: streamTypeOf('user', ofUser), stream_position: 'now' };
		const page = await readEvents(box, query, now);
		if (!page.ok) return page;
		positions.user = { position: page.value.position };
		serverNow = page.value.serverNow;
	}
	const again = async () => {
		const query = { stream_type: streamTypeOf('user', ofUser), stream_position: 'now' };
		const page = await readEvents(box, query, now);
		return page.ok ? ok(page.value.serverNow) : page;
	};
	const confirmed = await confirmedTime('Box', serverNow ?? floorToSecond(now()), again, now);
	if (!confirmed.ok) return confirmed;
	const { time, warnings: ofClock } = confirmed.value;
	warnings.push(...ofClock);
	return ok({ cursor: cursorAt(time, positions), ...(warnings.length > 0 && { warnings }) });
}

/**
 * Adds the stream of the enterprise to a cursor that lacks it, if the app may read that stream now. It begins where the
 * other stream ended, because it replaces a part of that stream.
 */
export function resume(cursor: Cursor, begun: Cursor): Cursor {
	const positions = readPositions(cursor);
	const { enterprise: granted } = readPositions(begun);
	if (granted === undefined || positions.enterprise !== undefined) return cursor;
	const enterprise =
		granted.position === LATER
			? granted
			: { position: '0', after: cursor.watermark - WEBHOOK_GRACE_MS };
	return { ...cursor, positions: writePositions({ ...positions, enterprise }) };
}

function cursorAt(time: number, positions: Positions) {
	return {
		...{ since: time, watermark: time },
		positions: writePositions({ ...positions, at: time }),
	};
}

/** Returns the warning about an app of an enterprise that may not read its events. */
function withoutEnterprise(triggers: readonly string[]): string {
	const lost = triggers.filter(
		(trigger) => streamOf(trigger, true) === 'enterprise' && streamOf(trigger, false) === undefined,
	);
	const what = lost.length > 0 ? `, so it does not cover ${lost.join(', ')}` : '';
	return `Catch-up reads only the events of the app's own user${what}. Box may keep a user's events for only two weeks. To include the enterprise's events, add the scope Manage enterprise properties to the app (Configuration > Application Scopes). Then authorize the app again, and activate the workflow again.`;
}
