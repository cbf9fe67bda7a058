import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { BASE_URL } from '../nodes/Box/credential';
import {
	baseUrlFields,
	oauth2Fields,
	secretField,
	statusRules,
} from '../nodes/host/credentialFields';

/**
 * Returns an expression for a URL. It evaluates to an empty text if the base URL is malformed, and n8n then sends
 * no request. The node reports the reason (nodes/Box/credential.ts).
 */
const urlAt = (host: string, path = '', self = '$self') =>
	`={{ ${self}.useBaseUrl === true ? (${String(BASE_URL)}.test(${self}.baseUrl) ? ${self}.baseUrl + "${path}" : "") : "${host}${path}" }}`;

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
		secretField({
			displayName: 'Secondary Signature Secret',
			name: 'secondarySignatureSecret',
			description:
				'From the same page as the primary key. With both keys, you can reset either key without losing deliveries.',
		}),
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
			url: '/2.0/users/me',
			qs: { fields: 'id' },
		},
		rules: statusRules({
			401: 'The credential does not work: Box rejected the access token. Connect the account again.',
			403: 'The credential does not work: Box rejected the request. Check in the Developer Console that the app is enabled and authorized.',
		}),
	};
}
