import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

/** A shared secret has no server to ask; what can be wrong with it can be seen. */
export async function testSecret({
	data,
}: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	const secret = String(data?.signatureSecret ?? '');
	if (secret.trim() === '')
		return { status: 'Error', message: 'The signature secret is empty. Enter any long text.' };
	if (secret !== secret.trim())
		return {
			status: 'Error',
			message:
				'The signature secret begins or ends with a space or line break, which is a part of it. Remove it here and at the receiver.',
		};
	return { status: 'OK', message: 'The secret can be used. Give the same one to the receiver.' };
}
