import type { FunctionsBase, IHookFunctions, IWebhookFunctions, WebhookType } from 'n8n-workflow';

/** A node's URLs, and which of them the vendor is to call. */
export interface WebhookUrls {
	wanted: string;
	/** By webhook entry. What points at one that is not wanted is a leftover of ours. */
	all: Partial<Record<WebhookType, string>>;
}

/** The webhook entry that the parameter `acknowledge` chooses; a node without it answers early. */
const ENTRIES = { received: 'default', finished: 'setup' } as const;

/**
 * Names a node of a workflow, its test webhook apart from its production webhook: these have
 * different URLs, and neither may touch what is the other's.
 */
export function nodeKey(
	functions: Pick<FunctionsBase, 'getNode' | 'getWorkflow'> & { getMode(): string },
): string {
	const kind = functions.getMode() === 'manual' ? 'test' : 'live';
	return `${functions.getWorkflow().id}/${functions.getNode().id}/${kind}`;
}

/** The URLs that n8n has for a node, or undefined where the wanted one is not among them. */
export function readWebhookUrls(functions: IHookFunctions): WebhookUrls | undefined {
	const acknowledge = functions.getNodeParameter('acknowledge', 'received');
	const wanted = functions.getNodeWebhookUrl(
		acknowledge === 'finished' ? ENTRIES.finished : ENTRIES.received,
	);
	if (wanted === undefined) return undefined;
	const urls = Object.values(ENTRIES).flatMap((entry) => {
		const url = functions.getNodeWebhookUrl(entry);
		return url === undefined ? [] : [[entry, url]];
	});
	return { wanted, all: Object.fromEntries(urls) };
}

/**
 * The URL that a delivery came to, as it was subscribed. In `webhook()`, `getNodeWebhookUrl` gives
 * production URLs only; the served one comes from `getWebhookResourceUrl`, which n8n 1.x lacks. What
 * the lifecycle noted helps there: a test webhook is served by the process that made it.
 */
export function servedUrl(functions: IWebhookFunctions, noted: WebhookUrls | undefined): string {
	const entry = functions.getWebhookName() as WebhookType;
	return (
		functions.getWebhookResourceUrl?.(entry) ??
		noted?.all[entry] ??
		functions.getNodeWebhookUrl(entry) ??
		''
	);
}
