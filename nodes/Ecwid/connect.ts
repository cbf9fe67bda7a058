import { sleep } from 'n8n-workflow';

import { readList } from '../core/list';
import { ok, type Result } from '../core/result';
import type { TriggerFunctions } from '../host/trigger/credential';
import { steadyClock } from '../host/clock';
import type { Credential } from '../host/trigger/credential';
import { authenticatedSend } from '../host/http';
import { readAccess } from './credential';
import { asker } from './api';
import type { Connection } from './connection';
import { paceOf, pacedSend } from './rateLimiter';

export const CREDENTIAL = 'signedEventsEcwidApi';

/** Reads panel and credential. */
export function connect(functions: TriggerFunctions, credential: Credential): Result<Connection> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const { store, accessToken, clientSecret, orderSecretKey } = access.value;
	const { storeId } = store;
	const now = Date.now;
	const send = authenticatedSend(functions, CREDENTIAL);
	const doorTo = (base: string, secret: string) => {
		const pace = paceOf(secret, base);
		const paced = pacedSend(send, pace, sleep, steadyClock);
		return { pace, ask: asker({ base, storeId, pace, now, send: paced }) };
	};
	const rest = doorTo(store.rest, accessToken);
	const legacy = doorTo(store.legacy, orderSecretKey);
	const isLegacy = functions.getNodeParameter('legacy', false) === true;
	return ok({
		storeId,
		clientSecret,
		hasToken: accessToken !== '',
		eventTypes: readList(functions.getNodeParameter('eventTypes', [])),
		fetchObject: functions.getNodeParameter('fetchObject', true) !== false,
		ask: rest.ask,
		revive: () => [rest, legacy].forEach(({ pace }) => pace.revive()),
		...(isLegacy && {
			legacy: {
				hasKey: orderSecretKey !== '',
				ask: legacy.ask,
				mayAskFor: (orderId: string) => legacy.pace.unsigned.take(orderId, steadyClock()),
			},
		}),
	});
}
