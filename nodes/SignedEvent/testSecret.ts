import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { readKey } from '../core/envelope/verifySignedEvent';
import { readVerificationKeys, type SignedEventsCredential } from './keys';

/** Checks the form of the keys. No server can confirm them. */
export async function testSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const credential = (data ?? {}) as SignedEventsCredential;
	const secret = String(credential.signatureSecret ?? '');
	if (secret.trim() === '' && !credential.verificationKeys)
		return failure(
			'The credential cannot be used: it has no key. Enter a signature secret or a verification key.',
		);
	const keys = readVerificationKeys(credential);
	if (!keys.ok) return failure(keys.message);
	if (secret !== secret.trim() && readKey(secret).kind === 'text')
		return failure(
			'The secret may not match the receiver: it begins or ends with a space or line break. Remove it here and at the receiver.',
		);
	return {
		status: 'OK',
		message: 'The keys are valid. Share the secret or the public key with the receivers.',
	};
}

function failure(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
