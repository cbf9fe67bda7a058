import type { IAllExecuteFunctions, ICredentialDataDecryptedObject } from 'n8n-workflow';

import { success, type Outcome } from '../core/problem';
import { authenticatedSend } from '../host/http';
import { readAccess } from './access';
import type { Shop } from './api';

export const CREDENTIAL = 'signedEventsWooCommerceApi';

type Functions = Pick<IAllExecuteFunctions, 'helpers' | 'getCredentials'>;

/** The shop that a node's credential names. */
export async function connect(functions: Functions): Promise<Outcome<Shop>> {
	const credential = await functions.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
	const access = readAccess(credential);
	if (!access.ok) return access;
	const send = authenticatedSend(functions, CREDENTIAL);
	return success({ store: access.value.store, send, now: Date.now });
}
