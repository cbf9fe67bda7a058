import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

type Helpers = Pick<IExecuteFunctions['helpers'], 'httpRequest' | 'getSecureEgressFilter'>;

/** As much of n8n's own client as is used here: its types draw in half of n8n. */
interface Outbound {
	requests(): { request(options: IHttpRequestOptions): Promise<unknown> };
	egressFilter: Helpers['getSecureEgressFilter'];
}

/** What n8n 2.41 itself sends requests and looks names up with. */
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
