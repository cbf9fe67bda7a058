import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { credentialProblem, type WebhookCredential } from './credential';

/** Checks the form of the keys. No server can confirm them before the first delivery. */
export async function testWebhookSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const problem = credentialProblem((data ?? {}) as WebhookCredential);
	return problem === undefined
		? {
				status: 'OK',
				message:
					'The keys have a valid form. The first delivery shows whether they are the right ones.',
			}
		: { status: 'Error', message: `The credential cannot be used: ${problem}.` };
}
