import { sleep } from 'n8n-workflow';

import { readList } from '../core/text/list';
import { ok, type Result } from '../core/result';
import { steadyClock } from '../host/clock';
import { authenticatedSend } from '../host/http';
import { readBoolean } from '../host/panelValues';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { createClient, type ClientOptions } from './client/client';
import { limitedSend, limiterFor, type RateLimiter, type RetryPolicy } from './client/rateLimiter';
import type { Connection } from './connection';
import { readCredential, type EcwidCredential } from './credential';
import type { Store } from './storeUrl';

export const CREDENTIAL = 'signedEventsEcwidApi';

/** Returns the connection that a node's parameters and credential describe. */
export function connect(functions: TriggerFunctions, credential: Credential): Result<Connection> {
	const read = readCredential(credential);
	if (!read.ok) return read;
	const { legacy, ...rest } = clientsFor(read.value, {
		send: authenticatedSend(functions, CREDENTIAL),
		sleep,
		limiterFor,
		now: Date.now,
		steadyNow: steadyClock,
	});
	const options = functions.getNodeParameter('options', {}) as { legacy?: unknown };
	// Version 2 of the node has a parameter instead of the option.
	const isLegacy = readBoolean(
		options.legacy ?? functions.getNodeParameter('legacy', false),
		false,
	);
	return ok({
		storeId: read.value.store.storeId,
		clientSecret: read.value.clientSecret,
		hasToken: read.value.accessToken !== '',
		eventTypes: readList(functions.getNodeParameter('eventTypes', [])),
		fetchObject: readBoolean(functions.getNodeParameter('fetchObject', true), true),
		...rest,
		...(isLegacy && { legacy }),
	});
}

/** The functions and clocks that requests to a store use. */
export interface Wiring extends Pick<ClientOptions, 'send' | 'now' | 'steadyNow'> {
	sleep(ms: number): Promise<void>;
	limiterFor(secret: string, base: string): RateLimiter;
}

/** Returns the clients of REST v3 and of the legacy API. Each has its own rate limiter. */
export function clientsFor(
	{ store, otherStores, accessToken, orderSecretKey }: EcwidCredential,
	{ send, sleep: wait, limiterFor: limiterOf, now, steadyNow }: Wiring,
): Pick<Connection, 'ask' | 'otherStores' | 'now' | 'unblock'> &
	Required<Pick<Connection, 'legacy'>> {
	const clientFor = ({ storeId }: Store, base: string, secret: string, policy?: RetryPolicy) => {
		const limiter = limiterOf(secret, base);
		const limited = limitedSend(send, limiter, wait, steadyNow, policy);
		const isLegacy = base === store.legacy;
		const ask = createClient({ base, storeId, isLegacy, limiter, now, steadyNow, send: limited });
		return { storeId, limiter, ask };
	};
	const rest = clientFor(store, store.rest, accessToken);
	const others = otherStores.map((one) => clientFor(one.store, one.store.rest, one.accessToken));
	// Unsigned notifications cause these requests, so a throttled request is not retried. Ecwid resends genuine notifications.
	const legacy = clientFor(store, store.legacy, orderSecretKey, { attempts: 1, longestWaitMs: 0 });
	return {
		ask: rest.ask,
		otherStores: new Map(others.map(({ storeId, ask }) => [storeId, ask])),
		now,
		unblock: () => [rest, legacy, ...others].forEach(({ limiter }) => limiter.unblock()),
		legacy: {
			hasKey: orderSecretKey !== '',
			ask: legacy.ask,
			// A blocked client sends no request, so it does not use up the allowance.
			mayAskFor: (orderId) =>
				legacy.limiter.isBlocked(steadyNow()) || legacy.limiter.unsigned.take(orderId, steadyNow()),
		},
	};
}
