import { OutboundHttp } from '@n8n/backend-network';
import { Container } from '@n8n/di';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

/** What n8n 2.41 itself sends requests and looks names up with. */
export function n8nClient(): Pick<
	IExecuteFunctions['helpers'],
	'httpRequest' | 'getSecureEgressFilter'
> {
	const outbound = Container.get(OutboundHttp);
	return {
		httpRequest: async (options: IHttpRequestOptions) => await outbound.requests().request(options),
		getSecureEgressFilter: (policy) => outbound.egressFilter(policy),
	} as Pick<IExecuteFunctions['helpers'], 'httpRequest' | 'getSecureEgressFilter'>;
}
