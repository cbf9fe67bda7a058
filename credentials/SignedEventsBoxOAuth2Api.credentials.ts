import type { ICredentialTestRequest, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

import { BASE_URL } from '../nodes/Box/credential';
import { baseUrlFields } from '../nodes/host/baseUrlFields';

/**
 * A URL as an expression. A base URL that is more than scheme and host gives an empty one, to which
 * n8n sends nothing; the node says why (nodes/Box/credential.ts).
 */
const urlAt = (host: string, path = '', self = '$self') =>
	`={{ ${self}.useBaseUrl === true ? (${String(BASE_URL)}.test(${self}.baseUrl) ? ${self}.baseUrl + "${path}" : "") : "${host}${path}" }}`;

export class SignedEventsBoxOAuth2Api implements ICredentialType {
	name = 'signedEventsBoxOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Signed Events Box OAuth2 API';

	icon: Icon = { light: 'file:../icons/box.svg', dark: 'file:../icons/box.dark.svg' };

	documentationUrl = 'https://github.com/signed-events/n8n-nodes-signed-events/blob/main/docs/box.md#set-up';

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
				'Authorization Code: you log in to Box and connect. Client Credentials: the app acts by itself, once an administrator has authorized it.',
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
			description: 'As whom the app acts',
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
		{
			displayName: 'Primary Signature Secret',
			name: 'primarySignatureSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Primary key from Developer Console > your app > Webhooks > Manage signature keys. At least one of the two is needed to activate a workflow.',
		},
		{
			displayName: 'Secondary Signature Secret',
			name: 'secondarySignatureSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Secondary key from the same page. With both, either can be reset without losing anything.',
		},
		...baseUrlFields('Box', 'api.box.com and account.box.com'),
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: urlAt('https://account.box.com', '/api/oauth2/authorize'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: urlAt('https://api.box.com', '/oauth2/token'),
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		{
			displayName: 'Send Additional Body Properties',
			name: 'sendAdditionalBodyProperties',
			type: 'hidden',
			default: false,
		},
		{
			// n8n's OAuth2 client puts these into the request for a client credentials token, and would put
			// them into the exchange of an authorization code too (oauth2-credential.controller.js).
			displayName: 'Additional Body Properties',
			name: 'additionalBodyProperties',
			type: 'hidden',
			default:
				'={{ $self["grantType"] === "clientCredentials" ? JSON.stringify({ box_subject_type: $self["subjectType"], box_subject_id: $self["subjectId"].trim() }) : "" }}',
		},
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: urlAt('https://api.box.com', '', '$credentials'),
			url: '/2.0/users/me',
			qs: { fields: 'id' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: 'Box does not accept the access token. Connect the account again.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Box forbids the request. See in the Developer Console whether the app is enabled and authorized.',
				},
			},
		],
	};
}
