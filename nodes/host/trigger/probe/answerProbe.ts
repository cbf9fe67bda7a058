import type { IWebhookFunctions } from 'n8n-workflow';

import { instanceIdOf } from './probe';
import { probeToken } from './probeRequest';
import { foreignAnswer, originDigest, type Probes } from './probes';

/**
 * Returns how the node responds to a probe, or undefined if a request is not one. A probe starts no workflow, is not logged,
 * and needs no credential. A probe of another process gets an answer that names neither URL nor n8n.
 *
 * @param served the configured URL of the node that receives the request
 */
export function answerProbe(
	functions: IWebhookFunctions,
	probes: Probes,
	node: string,
	request: {
		headers: Readonly<Record<string, string[] | undefined>>;
		body: Buffer;
		served: string;
	},
): string | undefined {
	const { headers, body, served } = request;
	const token = probeToken(headers, body);
	if (token === undefined) return undefined;
	return (
		probes.accept(token, node, headers, body) ??
		foreignAnswer(token, originDigest(served), instanceIdOf(functions))
	);
}
