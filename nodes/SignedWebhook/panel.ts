import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { textField } from '../host/properties';
import { CUSTOM } from './custom';
import { PROVIDERS } from './providers';

const ONLY_CUSTOM = { show: { provider: [CUSTOM] } };

/** The providers by name, as the panel offers them. The editor filters them while the user types. */
export const PROVIDER_OPTIONS: INodePropertyOptions[] = [
	{
		name: 'Custom',
		value: CUSTOM,
		description: 'Any other provider. Enter how it signs.',
	},
	...PROVIDERS.map(({ name, key, secretHint }) => ({
		name,
		value: key,
		...(secretHint !== undefined && { description: `Credential: ${secretHint}` }),
	})),
];

/** The parameters that describe a provider that the list lacks. */
export const CUSTOM_PARAMETERS: INodeProperties[] = [
	textField({
		displayName: 'Signature Header',
		name: 'signatureHeader',
		placeholder: 'e.g. x-signature',
		description: 'Header with the signature',
	}),
	{
		displayName: 'Algorithm',
		name: 'algorithm',
		type: 'options',
		options: [
			{ name: 'ECDSA P-256', value: 'ecdsa-p256' },
			{ name: 'Ed25519', value: 'ed25519' },
			{ name: 'HMAC SHA-1', value: 'hmac-sha1' },
			{ name: 'HMAC SHA-256', value: 'hmac-sha256' },
			{ name: 'HMAC SHA-384', value: 'hmac-sha384' },
			{ name: 'HMAC SHA-512', value: 'hmac-sha512' },
			{ name: 'RSA SHA-256', value: 'rsa-sha256' },
		],
		default: 'hmac-sha256',
		description: 'HMACs need the secret of the credential. The others need its public key.',
	},
	{
		displayName: 'Encoding',
		name: 'encoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Base64url', value: 'base64url' },
			{ name: 'Hexadecimal', value: 'hex' },
		],
		default: 'hex',
		description: 'Encoding of the signature in the header',
	},
	textField({
		displayName: 'Prefix',
		name: 'prefix',
		placeholder: 'e.g. sha256=',
		description:
			'Text before the signature in the header. Leave it empty if the header has only the signature.',
	}),
	textField({
		displayName: 'Signature Name',
		name: 'signatureName',
		placeholder: 'e.g. v1',
		description:
			'Name of the signature in a header such as t=…,v1=… For a header such as v1,K5oZ…, end the name with a comma.',
	}),
	{
		...textField({
			displayName: 'Signed Content',
			name: 'content',
			placeholder: 'e.g. {timestamp}.{body}',
			description:
				'The signed text, with placeholders: {body}, {timestamp}, {url}, {method}, {header:x}, {query:x}, {json:a.b}',
		}),
		default: '{body}',
		noDataExpression: true,
	},
	textField({
		displayName: 'Timestamp Header',
		name: 'timestampHeader',
		placeholder: 'e.g. x-timestamp',
		description:
			'Header with the signed time. For a part t=… of the signature header, enter signature:t.',
	}),
	{
		displayName: 'Timestamp Unit',
		name: 'timestampUnit',
		type: 'options',
		options: [
			{ name: 'ISO 8601', value: 'date' },
			{ name: 'Milliseconds', value: 'ms' },
			{ name: 'Seconds', value: 's' },
		],
		default: 's',
		description: 'Unit or format of the timestamp',
	},
	{
		displayName: 'Secret Format',
		name: 'secretAs',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64' },
			{ name: 'Base64 After Whsec_', value: 'whsec' },
			{ name: 'Hexadecimal', value: 'hex' },
			{ name: 'SHA-1 of the Text', value: 'sha1' },
			{ name: 'SHA-256 of the Text', value: 'sha256' },
			{ name: 'Text', value: 'utf8' },
		],
		default: 'utf8',
		description:
			'How the key is made from the secret of the credential. Most providers use its text.',
	},
	textField({
		displayName: 'Event Type Path',
		name: 'eventTypePath',
		placeholder: 'e.g. type',
		description: 'Path of the event type in the body. For a header, enter header:x-event.',
	}),
	textField({
		displayName: 'Event ID Path',
		name: 'eventIdPath',
		placeholder: 'e.g. id',
		description:
			'Path of the event ID in the body. If empty, a digest of the signed content identifies the event. A retry signed with a new time is then another event.',
	}),
	textField({
		displayName: 'Object ID Path',
		name: 'objectIdPath',
		placeholder: 'e.g. data.id',
		description: 'Path of the ID of the changed object in the body',
	}),
].map((parameter) => ({ ...parameter, displayOptions: ONLY_CUSTOM }) as INodeProperties);

/** The maximum difference between the signed time and the clock. */
export const TOLERANCE_OPTION: INodeProperties = {
	displayName: 'Tolerance (Seconds)',
	name: 'tolerance',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 300,
	description:
		"Maximum difference between the signed time and n8n's clock. Defaults to the provider's own, usually 300.",
};
