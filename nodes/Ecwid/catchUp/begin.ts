import { err, ok, PROBLEM, type Result } from '../../core/result';
import type { Begun } from '../../core/vendor';
import { isSameTime, wrongClock } from '../../core/window';
import type { Connection } from '../connection';
import { EVENTS, isChosen } from '../eventTypes';
import { RESOURCES } from '../resources';
import { sourcesFor } from './sources';

/**
 * Requests each needed list once, so that an activation reports which scopes the token lacks.
 *
 * @returns a cursor at Ecwid's current time
 */
export async function begin(connection: Connection): Promise<Result<Begun>> {
	connection.unblock();
	const { legacy } = connection;
	if (legacy !== undefined) {
		const answer = await legacy.ask('orders', { limit: '0' });
		if (!answer.ok) return answer;
		if (!connection.hasToken) return cursorAt([answer.value.serverNow], connection.now());
	}
	const granted: string[] = [];
	const rejected: string[] = [];
	const dates: number[] = [];
	for (const { path, scopes } of probesFor(connection)) {
		const answer = await connection.ask(path, { limit: '1' });
		if (!answer.ok && answer.problem.reason !== PROBLEM.forbidden) return answer;
		if (answer.ok) dates.push(answer.value.serverNow);
		(answer.ok ? granted : rejected).push(...scopes);
	}
	// A list of deleted objects needs two scopes, and Ecwid does not report which one is missing.
	const missing = new Set(rejected.filter((scope) => !granted.includes(scope)));
	if (rejected.length > 0) return lacking(missing.size > 0 ? [...missing] : rejected);
	if (dates.length === 0) {
		const answer = await connection.ask('profile');
		if (!answer.ok) return answer;
		dates.push(answer.value.serverNow);
	}
	return cursorAt(dates, connection.now());
}

/**
 * Returns the requests that show whether the token may read the resources: for each resource its list, or the object
 * itself if the resource has no list.
 */
function probesFor({ eventTypes, fetchObject }: Connection) {
	const sources = sourcesFor(eventTypes).map(({ path, scopes }) => ({ path, scopes }));
	const others = [...EVENTS.values()]
		.filter(
			({ topic, confirmedBy }) =>
				fetchObject && confirmedBy === 'object' && isChosen(eventTypes, topic),
		)
		.map(({ objectType }) => RESOURCES[objectType])
		.filter(
			({ list, path }) => list === undefined && path !== undefined && !path.includes('{orderId}'),
		)
		.map(({ path = '', scope }) => ({ path: path.replace('/{id}', ''), scopes: [scope] }));
	return [...new Map([...sources, ...others].map((probe) => [probe.path, probe])).values()];
}

/**
 * Returns a cursor at Ecwid's current time. One response with a wrong date must not cause events for
 * changes before the activation, so the date nearest to n8n's clock counts.
 */
function cursorAt(dates: readonly number[], now: number): Result<Begun> {
	const [serverNow] = [...dates].sort((one, other) => Math.abs(one - now) - Math.abs(other - now));
	const cursor = { since: serverNow, watermark: serverNow };
	return (
		wrongClock('Ecwid', serverNow, now) ??
		ok({ cursor: isSameTime(serverNow, now) ? cursor : { ...cursor, begunAt: now } })
	);
}

function lacking(scopes: readonly string[]) {
	const names = [...scopes].sort().join(', ');
	return err(
		PROBLEM.forbidden,
		`The chosen events cannot be monitored: the access token lacks ${names}. Add the scopes to the app, reinstall the app, and enter its new token; or choose fewer events.`,
	);
}
