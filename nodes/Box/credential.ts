import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { err, PROBLEM, ok, type Result } from '../core/result';
import type { SignatureKeys } from './verify';

/** What a `signedEventsBoxOAuth2Api` credential says, without its tokens. */
export interface Access {
	/** Scheme and host of the API, without a trailing slash. */
	url: string;
	/** `enterprise_1` or `user_1`; empty where only Box knows who connected. */
	account: string;
	keys: SignatureKeys;
}

const BOX_API = 'https://api.box.com';
/** The whole of a base URL; the credential's own URLs, which n8n evaluates, check with it too. */
export const BASE_URL = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i;

/** Reads the credential; says which part of it is missing or wrong. */
export function readAccess(credential: ICredentialDataDecryptedObject): Result<Access> {
	const url = credential.useBaseUrl === true ? String(credential.baseUrl) : BOX_API;
	if (!BASE_URL.test(url))
		return err(
			PROBLEM.misconfigured,
			'The Box credential uses another host, but its Base URL is none. Enter scheme and host only, such as http://127.0.0.1:8080, or switch Use Another Host off.',
		);
	const account = readAccount(credential);
	if (account === undefined)
		return err(
			PROBLEM.misconfigured,
			'The Box credential says Client Credentials, but not for whom. Enter the ID of the enterprise (Admin Console > Account & Billing) or user as Subject ID; it has digits only.',
		);
	const keys = {
		primary: text(credential.primarySignatureSecret),
		secondary: text(credential.secondarySignatureSecret),
	};
	return ok({ url, account, keys });
}

/** As Box itself writes such scopes (`enterprise_27335`). */
function readAccount(credential: ICredentialDataDecryptedObject): string | undefined {
	if (credential.grantType !== 'clientCredentials') return '';
	const id = text(credential.subjectId);
	const type = credential.subjectType === 'user' ? 'user' : 'enterprise';
	return /^\d{1,20}$/.test(id) ? `${type}_${id}` : undefined;
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
