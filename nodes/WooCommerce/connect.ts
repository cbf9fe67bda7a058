import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';

import { success, type Outcome } from '../core/problem';
import { authenticatedSend } from '../host/http';
import type { PanelFunctions } from '../host/panel';
import { readAccess, type Access } from './access';
import type { Shop } from './api';
import type { Connection, Recollection } from './connection';
import { readTopics } from './topics';

export const CREDENTIAL = 'signedEventsWooCommerceApi';

type Functions = Pick<IAllExecuteFunctions, 'helpers' | 'getCredentials'>;

/** The shop that a node's credential names. */
export async function connect(functions: Functions): Promise<Outcome<Shop>> {
	const access = await accessOf(functions);
	return access.ok ? success(shopOf(functions, access.value)) : access;
}

/** The shop, and what a node that is called by it holds besides. */
export async function connectWebhooks(
	functions: Functions & Pick<PanelFunctions, 'getNodeParameter'>,
	recollection: Recollection,
): Promise<Outcome<Connection>> {
	const access = await accessOf(functions);
	if (!access.ok) return access;
	return success({
		shop: shopOf(functions, access.value),
		secret: access.value.keys.consumerSecret,
		topics: readTopics(functions.getNodeParameter('topics', [])),
		...recollection,
	});
}

async function accessOf(functions: Functions): Promise<Outcome<Access>> {
	return readAccess(await functions.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL));
}

function shopOf(functions: Functions, { store }: Access): Shop {
	return { store, send: authenticatedSend(functions, CREDENTIAL), now: Date.now };
}
