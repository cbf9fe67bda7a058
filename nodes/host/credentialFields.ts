import type { IDataObject, INodeProperties } from 'n8n-workflow';

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
 * Returns the value of `CHECKED_AT_FIELD` after a check.
 *
 * @throws the message of a failed check, which n8n shows to the user
 */
export function checkedNow(checked: Result<unknown>): IDataObject {
	valueOrThrow(checked);
	return { checkedAt: new Date().toISOString() };
}

/** Returns the value of a result, or throws its problem. */
export function valueOrThrow<Value>(result: Result<Value>): Value {
	if (!result.ok) throw new ProblemError(result.problem);
	return result.value;
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
