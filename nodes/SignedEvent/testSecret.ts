import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { readKey } from '../core/envelope/verifySignedEvent';
import { QUOTED } from '../host/secretForm';
import { readVerificationKeys, type SignedEventsCredential } from './keys';
import { newSecret } from './newSecret';

/**
 * Checks the form of the keys. No server can confirm them.
 *
 * n8n shows the message of a failed test only. So the test fails for a text, which cannot sign Standard Webhooks. The user
 * can declare that only Cloud Elements is used.
 *
 * If the credential lacks a usable secret, the message offers a new one. n8n shows this message and does not store it. It
 * would store the error of an execution, so executions do not offer secrets.
 */
export async function testSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const credential = (data ?? {}) as SignedEventsCredential;
	const secret = String(credential.signatureSecret ?? '');
	if (secret.trim() === '' && !credential.verificationKeys)
		return failure(
			`The credential cannot be used: it has no key. Enter a verification key or a signature secret, for example this new one: ${newSecret()}`,
		);
	const problem = problemOf(secret);
	if (problem !== undefined)
		return failure(`${problem} You can copy this new secret: ${newSecret()}`);
	if (secret !== '' && readKey(secret).kind === 'public')
		return failure(
			'The Signature Secret is a public key (whpk_), which cannot sign. Enter it under Verification Keys.',
		);
	const keys = readVerificationKeys(credential);
	if (!keys.ok) return failure(keys.message);
	const isText = secret !== '' && readKey(secret).kind === 'text';
	if (isText && secret !== secret.trim())
		return failure(
			'The secret may not match the one of the receiver: it begins or ends with a space or line break. Remove the space or line break here and at the receiver.',
		);
	if (isText && QUOTED.test(secret))
		return failure(
			'The secret may not match the one of the receiver: it is in quotation marks. Remove them here and at the receiver.',
		);
	if (isText && credential.cloudElementsOnly !== true)
		return failure(
			`The secret cannot sign Standard Webhooks, which is the default signature: it does not begin with whsec_. For the signature Cloud Elements, turn on Cloud Elements Only. Otherwise, copy this new secret: ${newSecret()}`,
		);
	return {
		status: 'OK',
		message: 'The keys are valid. Share the secret or the public key with the receivers.',
	};
}

/** Returns why a secret cannot be read, or undefined for a readable or empty one. */
function problemOf(secret: string): string | undefined {
	if (secret === '') return undefined;
	try {
		readKey(secret);
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}

function failure(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}
