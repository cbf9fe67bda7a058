import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INodeProperties,
} from 'n8n-workflow';

import type { Result } from '../core/result';
import { ProblemError } from './nodeErrors';
import { notice, textField } from './properties';

/**
 * A hidden field. n8n calls `preAuthentication` while it is empty, and after a 401. It stays filled when a person edits
 * the credential, so a test must ask for its check with `checkedTest`.
 */
export const CHECKED_AT_FIELD: INodeProperties = {
	displayName: 'Checked At',
	name: 'checkedAt',
	type: 'hidden',
	typeOptions: { expirable: true },
	default: '',
};

/** Marks the request of a credential test. No request leaves n8n with it. */
const TEST_MARK = 'x-signed-events-credential-test';

/**
 * n8n responds to this error as to a 401: it calls `preAuthentication`, then `authenticate` again (n8n-core 2.41 and
 * 1.123, `httpRequestWithAuthentication`).
 */
class UncheckedError extends UserError {
	readonly response = { status: 401 };

	constructor() {
		super('The credential was not checked. Save it again.');
	}
}

/** The credentials that `checkedBy` has checked, as n8n passes them to `authenticate` for the same request. */
const checked = new WeakSet<ICredentialDataDecryptedObject>();

/** Returns a credential's `test`, which begins with the check of `checkedBy`. `authenticate` must be by `signedBy`. */
export function checkedTest(request: ICredentialTestRequest['request']): ICredentialTestRequest {
	return { request: { ...request, headers: { ...request.headers, [TEST_MARK]: 'true' } } };
}

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
		checked.add(credential);
		return { checkedAt: new Date().toISOString() };
	};
}

/**
 * n8n's HTTP Request node follows redirects, and sends the credential to the host that a vendor's host names. The names are
 * those of n8n's present and earlier request helpers.
 */
const NO_REDIRECT = {
	disableFollowRedirect: true,
	...{ followRedirect: false, followAllRedirects: false, maxRedirects: 0 },
} as const;

/**
 * Returns a credential's `authenticate`, which throws the problem of a request that is not signed. If the request is a
 * test of a credential that is not checked yet, it makes n8n check it first. Signed requests follow no redirect.
 */
export function signedBy(
	sign: (
		credential: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	) => Result<IHttpRequestOptions>,
) {
	return async (credential: ICredentialDataDecryptedObject, options: IHttpRequestOptions) => {
		const isTest = options.headers?.[TEST_MARK] !== undefined;
		// n8n passes the same options again after the check.
		if (isTest) delete options.headers?.[TEST_MARK];
		if (isTest && !checked.has(credential)) throw new UncheckedError();
		return { ...valueOrThrow(sign(credential, options)), ...NO_REDIRECT };
	};
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

/**
 * Returns the fields by which a credential can call another host, for tests against a simulator: a switch, its
 * warning and the base URL. A credential cannot call another host in any other way.
 *
 * @param vendor name of the vendor whose host is replaced, for the user
 * @param replaced the hosts that are replaced, for the user
 */
export function baseUrlFields(vendor: string, replaced: string): INodeProperties[] {
	const displayOptions = { show: { useBaseUrl: [true] } };
	return [
		{
			displayName: 'Use Another Host',
			name: 'useBaseUrl',
			type: 'boolean',
			default: false,
			description: `Whether to send all requests to a host other than ${vendor}. For tests only.`,
		},
		notice(
			'baseUrlNotice',
			`All secrets above go to the host below instead of ${vendor}. Use this only to test against your own simulator.`,
			displayOptions,
		),
		textField({
			displayName: 'Base URL',
			name: 'baseUrl',
			required: true,
			displayOptions,
			placeholder: 'e.g. http://127.0.0.1:8080',
			description: `Scheme, host and port, without a path, in place of ${replaced}`,
		}),
	];
}
