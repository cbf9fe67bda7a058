import type { INodeProperties } from 'n8n-workflow';

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
		{
			displayName: `All secrets above go to the host below instead of ${vendor}. Use this only to test against your own simulator.`,
			name: 'baseUrlNotice',
			type: 'notice',
			displayOptions,
			default: '',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			displayOptions,
			default: '',
			placeholder: 'e.g. http://127.0.0.1:8080',
			description: `Scheme, host and port, without a path, in place of ${replaced}`,
		},
	];
}
