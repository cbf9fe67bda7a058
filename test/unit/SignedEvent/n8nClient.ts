import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

type Helpers = Pick<IExecuteFunctions['helpers'], 'httpRequest' | 'getSecureEgressFilter'>;

/** The used part of n8n's client, whose types would import half of n8n. */
interface Outbound {
	requests(): { request(options: IHttpRequestOptions): Promise<unknown> };
	egressFilter: Helpers['getSecureEgressFilter'];
}

/** Returns the HTTP client and resolver of n8n 2.41. */
export function n8nClient(): Helpers {
	const { OutboundHttp } = jest.requireActual<{ OutboundHttp: unknown }>('@n8n/backend-network');
	const { Container } = jest.requireActual<{ Container: { get(service: unknown): Outbound } }>(
		'@n8n/di',
	);
	const outbound = Container.get(OutboundHttp);
	return {
		httpRequest: async (options) => await outbound.requests().request(options),
		getSecureEgressFilter: (policy) => outbound.egressFilter(policy),
	};
}
