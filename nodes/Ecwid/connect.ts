import { sleep } from 'n8n-workflow';

import { readList } from '../core/list';
import { ok, type Result } from '../core/result';
import type { TriggerFunctions } from '../host/trigger/credential';
import { steadyClock } from '../host/clock';
import type { Credential } from '../host/trigger/credential';
import { authenticatedSend, type Send } from '../host/http';
import { readAccess, type Access } from './credential';
import { asker } from './api';
import type { Connection } from './connection';
import { paceOf, pacedSend, type Patience, type RateLimiter } from './rateLimiter';

export const CREDENTIAL = 'signedEventsEcwidApi';

/** Reads panel and credential. */
export function connect(functions: TriggerFunctions, credential: Credential): Result<Connection> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { store, clientSecret, accessToken } = access.value;
	const { storeId } = store;
	const send = authenticatedSend(functions, CREDENTIAL);
	const { legacy, ...rest } = clientsFor(access.value, {
		send,
		sleep,
		limiterFor: paceOf,
		now: Date.now,
		steadyNow: steadyClock,
	});
	const isLegacy = functions.getNodeParameter('legacy', false) === true;
	return ok({
		storeId,
		clientSecret,
		hasToken: accessToken !== '',
		eventTypes: readList(functions.getNodeParameter('eventTypes', [])),
		fetchObject: functions.getNodeParameter('fetchObject', true) !== false,
		...rest,
		...(isLegacy && { legacy }),
	});
}

/** What requests to a store need of the process. */
export interface Wiring {
	send: Send;
	sleep(ms: number): Promise<void>;
	limiterFor(secret: string, base: string): RateLimiter;
	/** The time of day, epoch milliseconds. */
	now(): number;
	/** A clock that is never set. */
	steadyNow(): number;
}

/** Returns the clients of REST v3 and of the legacy API, which share nothing but the wiring. */
export function clientsFor(
	{ store, accessToken, orderSecretKey }: Access,
	{ send, sleep: pause, limiterFor, now, steadyNow }: Wiring,
): Pick<Connection, 'ask' | 'revive'> & Required<Pick<Connection, 'legacy'>> {
	const { storeId } = store;
	const clientFor = (base: string, secret: string, patience?: Patience) => {
		const pace = limiterFor(secret, base);
		const paced = pacedSend(send, pace, pause, steadyNow, patience);
		return { pace, ask: asker({ base, storeId, pace, now, send: paced }) };
	};
	const rest = clientFor(store.rest, accessToken);
	// Unsigned forms cause these requests, so throttling must end them. Ecwid sends its own forms again.
	const legacy = clientFor(store.legacy, orderSecretKey, { attempts: 1, longestWaitMs: 0 });
	return {
		ask: rest.ask,
		revive: () => [rest, legacy].forEach(({ pace }) => pace.revive()),
		legacy: {
			hasKey: orderSecretKey !== '',
			ask: legacy.ask,
			// A blocked client makes no request, so it uses none of the few.
			mayAskFor: (orderId) =>
				legacy.pace.isBlocked(steadyNow()) || legacy.pace.unsigned.take(orderId, steadyNow()),
		},
	};
}
