import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { misconfigured, ok, type Result } from '../core/result';
import type { SignatureKeys } from './verify';

/** The values of a `signedEventsBoxOAuth2Api` credential, without its tokens. */
export interface BoxCredential {
	/** Scheme and host of the API, without a trailing slash. */
	url: string;
	/** `enterprise_1` or `user_1`. Empty if only Box knows the account. */
	account: string;
	keys: SignatureKeys;
}

/** Box's own API. A credential can name another one, such as a proxy. */
export const BOX_API = 'https://api.box.com';
/** Matches a complete base URL. The expressions in the credential use it too. */
export const BASE_URL = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i;

/** Reads the credential, or returns which part of it is missing or wrong. */
export function readCredential(credential: ICredentialDataDecryptedObject): Result<BoxCredential> {
	const url = credential.useBaseUrl === true ? String(credential.baseUrl) : BOX_API;
	if (!BASE_URL.test(url))
		return misconfigured(
			'The Box credential cannot be used: its Base URL does not consist of a scheme and a host. Enter one such as http://127.0.0.1:8080, or turn off Use Another Host.',
		);
	const account = readAccount(credential);
	if (account === undefined)
		return misconfigured(
			`The Box credential cannot be used: ${textOf(credential.subjectId) === '' ? 'it has no Subject ID' : 'its Subject ID is not a number'}. Enter the ID of the enterprise (Admin Console > Account & Billing) or of the user.`,
		);
	const keys = {
		primary: textOf(credential.primarySignatureSecret),
		secondary: textOf(credential.secondarySignatureSecret),
	};
	return ok({ url, account, keys });
}

/** Returns the account as Box writes it (`enterprise_27335`), or undefined if its ID is malformed. */
function readAccount(credential: ICredentialDataDecryptedObject): string | undefined {
	if (credential.grantType !== 'clientCredentials') return '';
	const id = textOf(credential.subjectId);
	const type = credential.subjectType === 'user' ? 'user' : 'enterprise';
	return /^\d{1,20}$/.test(id) ? `${type}_${id}` : undefined;
}

/** Returns a field of the credential without blanks around it. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
