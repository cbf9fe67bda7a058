import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { secretFormProblem } from '../host/secretForm';
import { textOf } from './credential';

/** What the test of the credential and an activation report about malformed keys. */
export const MALFORMED_KEYS =
	'The credential cannot verify deliveries: a signature key is incomplete, in quotation marks, or the same as another field. Copy both keys from the Developer Console, under your app > Webhooks > Manage signature keys.';

/** Returns the problem with the form of the entered signature keys, or undefined. */
export function malformedKeys(credential: ICredentialDataDecryptedObject): string | undefined {
	const { primarySignatureSecret, secondarySignatureSecret, clientId, clientSecret } = credential;
	const [primary, secondary] = [textOf(primarySignatureSecret), textOf(secondarySignatureSecret)];
	const others = { 'Client ID': textOf(clientId), 'Client Secret': textOf(clientSecret) };
	const isMalformed = [primary, secondary].some(
		(key) => key !== '' && secretFormProblem(key, { others }) !== undefined,
	);
	return isMalformed || (primary !== '' && primary === secondary) ? MALFORMED_KEYS : undefined;
}
