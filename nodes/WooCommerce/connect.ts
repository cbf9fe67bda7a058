import { sleep, type IAllExecuteFunctions } from 'n8n-workflow';

import { success, type Outcome } from '../core/problem';
import type { TriggerFunctions } from '../host/binding';
import type { Credential } from '../host/credential';
import { authenticatedSend } from '../host/http';
import { readAccess, type Access } from './access';
import type { Shop } from './api';
import type { Connection, Recollection } from './connection';
import { readTopics } from './topics';

export const CREDENTIAL = 'signedEventsWooCommerceApi';

type Functions = Pick<IAllExecuteFunctions, 'helpers' | 'getCredentials'>;

/** The shop that a node's credential names. */
export async function connect(functions: Functions): Promise<Outcome<Shop>> {
	const access = readAccess(await functions.getCredentials<Credential>(CREDENTIAL));
	return access.ok ? success(shopOf(functions, access.value)) : access;
}

/** The shop, and what a node that is called by it holds besides. */
export function connectWebhooks(
	functions: TriggerFunctions,
	credential: Credential,
	recollection: Recollection,
): Outcome<Connection> {
	const access = readAccess(credential);
	if (!access.ok) return access;
	return success({
		shop: shopOf(functions, access.value),
		secret: access.value.keys.consumerSecret,
		topics: readTopics(functions.getNodeParameter('topics', [])),
		...recollection,
	});
}

function shopOf(functions: Pick<Functions, 'helpers'>, { store }: Access): Shop {
	const send = authenticatedSend(functions, CREDENTIAL);
	// A timer lets I/O in; a promise that is resolved at once does not.
	return { store, send, now: Date.now, pause: async () => await sleep(0) };
}
