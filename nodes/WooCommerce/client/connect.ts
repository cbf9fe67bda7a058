import { sleep, type IAllExecuteFunctions } from 'n8n-workflow';

import { ok, type Result } from '../../core/result';
import type { Credential, TriggerFunctions } from '../../host/trigger/credential';
import { steadyTime } from '../../host/clock';
import { authenticatedSend, type Send } from '../../host/http';
import { NO_PATIENCE, patientSend, type Patience } from '../../host/patience';
import { readAccess, type Access } from './credential';
import type { Shop } from './api';
import type { Connection, ProcessMemory } from '../webhooks/connection';
import { readTopics, topicOf } from '../webhooks/topics';
import { readBoolean } from '../../host/panelValues';
import { readFieldsToIgnore } from '../fields/volatileFields';

export const CREDENTIAL = 'signedEventsWooCommerceApi';

type Functions = Pick<IAllExecuteFunctions, 'helpers' | 'getCredentials'>;

/** Returns the shop of a node's credential. */
export async function connect(functions: Functions, timeoutMs?: number): Promise<Result<Shop>> {
	const access = readAccess(await functions.getCredentials<Credential>(CREDENTIAL));
	return access.ok ? ok(shopOf(functions, access.value, NO_PATIENCE, timeoutMs)) : access;
}

/** Returns the shop, with what a node needs to receive its webhooks. */
export function connectWebhooks(
	functions: TriggerFunctions,
	credential: Credential,
	memory: ProcessMemory,
	patience?: Patience,
): Result<Connection> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	const topics = readTopics(functions.getNodeParameter('topics', []));
	const shop = shopOf(functions, access.value, patience);
	for (const known of topics.map(topicOf))
		if (known?.action === 'created')
			memory.creationHashes.noteReceived(
				shop.store.account,
				known.resource.objectType,
				shop.steadyNow(),
			);
	return ok({
		shop,
		secret: access.value.keys.consumerSecret,
		topics,
		ignoredFields: readFieldsToIgnore((name, fallback) =>
			functions.getNodeParameter(name, fallback),
		),
		allowsPrivateUrl: readBoolean(
			functions.getNodeParameter('options.allowPrivateUrl', false),
			false,
		),
		...memory,
	});
}

/** Returns the shop of a credential. */
export function openShop(
	functions: Pick<Functions, 'helpers'>,
	credential: Credential,
	patience: Patience,
): Result<Shop> {
	const access = readAccess(credential);
	return access.ok ? ok(shopOf(functions, access.value, patience)) : access;
}

function shopOf(
	functions: Pick<Functions, 'helpers'>,
	{ store }: Access,
	patience = NO_PATIENCE,
	timeoutMs?: number,
): Shop {
	const authenticated = authenticatedSend(functions, CREDENTIAL);
	const timed: Send = async (request) => await authenticated({ ...request, timeoutMs });
	const send = patientSend(timed, patience);
	// A timer lets the process do I/O. A resolved promise does not.
	const pause = async (ms = 0) => await sleep(ms);
	const steadyOrigin = performance.timeOrigin;
	return { store, send, now: Date.now, steadyNow: steadyTime, steadyOrigin, pause };
}
