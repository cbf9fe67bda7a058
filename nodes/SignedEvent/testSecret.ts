import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { readVerificationKeys, type SignedEventsCredential } from './keys';

/** Keys have no server to ask; what can be wrong with them can be seen. */
export async function testSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const credential = (data ?? {}) as SignedEventsCredential;
	const secret = String(credential.signatureSecret ?? '');
	if (secret.trim() === '' && !credential.verificationKeys)
		return { status: 'Error', message: 'The signature secret is empty. Enter a long text.' };
	if (secret !== secret.trim())
		return {
			status: 'Error',
			message:
				'The signature secret begins or ends with a space or line break, which is a part of it. Remove it here and at the receiver.',
		};
	const keys = readVerificationKeys(credential);
	if (!keys.ok) return { status: 'Error', message: keys.message };
	return { status: 'OK', message: 'The keys can be used. Give the receivers what they need.' };
}
