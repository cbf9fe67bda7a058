import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import type { Result } from '../core/result';
import { ProblemError } from './nodeErrors';

/** A hidden field. While it is empty, and in every credential test, n8n calls `preAuthentication`. */
export const CHECKED_AT_FIELD: INodeProperties = {
	displayName: 'Checked At',
	name: 'checkedAt',
	type: 'hidden',
	typeOptions: { expirable: true },
	default: '',
};

/**
 * Returns a credential's `preAuthentication`. It sets `CHECKED_AT_FIELD`, or throws the message of a failed check, which
 * n8n shows to the user.
 */
export function checkedBy(
	check: (
		helper: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	) => Promise<Result<unknown>>,
) {
	return async function (
		this: IHttpRequestHelper,
		credential: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		valueOrThrow(await check(this, credential));
		return { checkedAt: new Date().toISOString() };
	};
}

/** Returns a credential's `authenticate`, which throws the problem of a request that is not signed. */
export function signedBy(
	sign: (
		credential: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	) => Result<IHttpRequestOptions>,
) {
	return async (credential: ICredentialDataDecryptedObject, options: IHttpRequestOptions) =>
		valueOrThrow(sign(credential, options));
}

function valueOrThrow<Value>(result: Result<Value>): Value {
	if (!result.ok) throw new ProblemError(result.problem);
	return result.value;
}

/** Returns a field whose value n8n masks. */
export function secretField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'placeholder' | 'required' | 'description'>,
): INodeProperties {
	return { type: 'string', typeOptions: { password: true }, default: '', ...field };
}

/** Returns the rules of a credential test, from the messages of the statuses that it explains. */
export function statusRules(
	messages: Readonly<Record<number, string>>,
): ICredentialTestRequest['rules'] {
	return Object.entries(messages).map(([status, message]) => ({
		type: 'responseCode',
		properties: { value: Number(status), message },
	}));
}

/**
 * Returns the hidden fields that n8n's OAuth2 credential needs.
 *
 * @param authUrl expression for the authorization URL
 * @param accessTokenUrl expression for the token URL
 * @param additionalBody expression for more fields of a token request. Defaults to none
 */
export function oauth2Fields(
	authUrl: string,
	accessTokenUrl: string,
	additionalBody = '',
): INodeProperties[] {
	const hidden = (displayName: string, name: string, value: string | boolean): INodeProperties => ({
		displayName,
		name,
		type: 'hidden',
		default: value,
	});
	return [
		hidden('Authorization URL', 'authUrl', authUrl),
		hidden('Access Token URL', 'accessTokenUrl', accessTokenUrl),
		hidden('Auth URI Query Parameters', 'authQueryParameters', ''),
		hidden('Authentication', 'authentication', 'body'),
		hidden('Send Additional Body Properties', 'sendAdditionalBodyProperties', false),
		hidden('Additional Body Properties', 'additionalBodyProperties', additionalBody),
	];
}
