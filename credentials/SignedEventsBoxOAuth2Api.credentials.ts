import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { BASE_URL } from '../nodes/Box/credential';
import { MALFORMED_KEYS } from '../nodes/Box/signatureKeys';
import {
	baseUrlFields,
	oauth2Fields,
	secretField,
	statusRules,
} from '../nodes/host/credentialFields';
import { notice } from '../nodes/host/properties';
import { NAMED, QUOTED, SHORTEST_VENDOR_SECRET } from '../nodes/host/secretForm';

/**
 * Returns an expression for a URL. It evaluates to an empty text if the base URL is malformed, and n8n then sends
 * no request. The node reports the reason (nodes/Box/credential.ts).
 */
const urlAt = (host: string, path = '', self = '$self') =>
	`={{ ${self}.useBaseUrl === true ? (${String(BASE_URL)}.test(${self}.baseUrl) ? ${self}.baseUrl + "${path}" : "") : "${host}${path}" }}`;

/**
 * An expression for the form of the signature keys: `missing`, `malformed` or `valid`. Box does not tell anyone the keys
 * (docs/facts/vendors.md 2), so a test cannot confirm them. An activation applies the same rules (`malformedKeys`).
 */
const KEY_FORM = `((keys, others) => keys.length === 0 ? "missing" : keys.some((key) => key.length < ${SHORTEST_VENDOR_SECRET} || /\\s|^https?:\\/\\//i.test(key) || ${String(QUOTED)}.test(key) || ${String(NAMED)}.test(key) || others.includes(key)) || (keys.length === 2 && keys[0] === keys[1]) ? "malformed" : "valid")(...[[$credentials.primarySignatureSecret, $credentials.secondarySignatureSecret], [$credentials.clientId, $credentials.clientSecret]].map((texts) => texts.map((text) => String(text ?? "").trim()).filter((text) => text !== "")))`;

/**
 * The request of the test by the form of the keys. n8n compares only a value of the response with a text, and a test of
 * an OAuth2 credential cannot run code (n8n's credentials-tester.service.js). So each form has a request whose response
 * has another `limit`. The app needs access to the root folder in any case.
 */
const TEST_PATHS = `({ missing: "/2.0/folders/0/items?fields=id&usemarker=true&limit=6", malformed: "/2.0/folders/0/items?fields=id&usemarker=true&limit=7", valid: "/2.0/users/me?fields=id" })`;

export class SignedEventsBoxOAuth2Api implements ICredentialType {
	name = 'signedEventsBoxOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Signed Events Box OAuth2 API';

	icon: Icon = { light: 'file:../icons/box.svg', dark: 'file:../icons/box.dark.svg' };

	documentationUrl =
		'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/box.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'options',
			options: [
				{ name: 'Authorization Code', value: 'authorizationCode' },
				{ name: 'Client Credentials', value: 'clientCredentials' },
			],
			default: 'authorizationCode',
			description:
				'How the app gets its tokens. Client Credentials needs the authorization of a Box administrator.',
		},
		// n8n requests the token before it asks the credential for its test, and shows its own message if that fails.
		notice(
			'tokenNotice',
			'If n8n reports <b>Failed to acquire OAuth2 access token</b>, check the <b>Client ID</b>, <b>Client Secret</b> and <b>Subject ID</b>. A Box administrator must have authorized the app.',
			{ show: { grantType: ['clientCredentials'] } },
		),
		{
			displayName: 'Subject Type',
			name: 'subjectType',
			type: 'options',
			displayOptions: { show: { grantType: ['clientCredentials'] } },
			options: [
				{
					name: 'Enterprise',
					value: 'enterprise',
					description: "The app's own service account",
				},
				{ name: 'User', value: 'user', description: 'One managed user' },
			],
			default: 'enterprise',
			description: 'Account that the app acts as',
		},
		{
			displayName: 'Subject ID',
			name: 'subjectId',
			type: 'string',
			displayOptions: { show: { grantType: ['clientCredentials'] } },
			required: true,
			default: '',
			placeholder: 'e.g. 27335',
			description: 'ID of the enterprise (Admin Console > Account & Billing), or of the user',
		},
		secretField({
			displayName: 'Primary Signature Secret',
			name: 'primarySignatureSecret',
			description:
				'From Developer Console > your app > Webhooks > Manage signature keys. An activation needs at least one key.',
		}),
		{
			...secretField({
				displayName: 'Secondary Signature Secret',
				name: 'secondarySignatureSecret',
				description:
					'From the same page as the primary key. With both keys, you can reset either key without losing deliveries.',
			}),
			hint: 'Box cannot confirm the keys, so the test checks only their form. The first delivery shows whether they are right.',
		},
		...baseUrlFields('Box', 'api.box.com and account.box.com'),
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		...oauth2Fields(
			urlAt('https://account.box.com', '/api/oauth2/authorize'),
			urlAt('https://api.box.com', '/oauth2/token'),
			// n8n also adds these to the exchange of an authorization code (oauth2-credential.controller.js).
			'={{ $self["grantType"] === "clientCredentials" ? JSON.stringify({ box_subject_type: $self["subjectType"], box_subject_id: $self["subjectId"].trim() }) : "" }}',
		),
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: urlAt('https://api.box.com', '', '$credentials'),
			url: `={{ ${TEST_PATHS}[${KEY_FORM}] }}`,
		},
		rules: [
			{
				type: 'responseSuccessBody',
				properties: {
					...{ key: 'limit', value: 6 },
					message:
						'The credential cannot verify deliveries: it has no signature key. Generate both keys in the Developer Console, under your app > Webhooks > Manage signature keys, and enter them.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					...{ key: 'limit', value: 7 },
					message: MALFORMED_KEYS,
				},
			},
			...(statusRules({
				401: 'The credential does not work: Box rejected the access token. Connect the account again.',
				403: 'The credential does not work: Box rejected the request. Check in the Developer Console that the app is enabled and authorized.',
			}) ?? []),
		] as ICredentialTestRequest['rules'],
	};
}
