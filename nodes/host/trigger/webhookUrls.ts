import type { FunctionsBase, IHookFunctions, IWebhookFunctions, WebhookType } from 'n8n-workflow';

/** A node's URLs. */
export interface WebhookUrls {
	/** The one that the vendor should call. */
	wanted: string;
	/** By webhook entry. A subscription at a URL other than `wanted` is left over from an earlier activation. */
	all: Partial<Record<WebhookType, string>>;
}

/** The webhook entry that the parameter `acknowledge` selects. A node without the parameter responds early. */
const ENTRIES = { received: 'default', finished: 'setup' } as const;

/**
 * Returns a key for a node of a workflow. Its test webhook and its production webhook have different keys,
 * because they have different URLs and subscriptions.
 */
export function nodeKey(
	functions: Pick<FunctionsBase, 'getNode' | 'getWorkflow'> & { getMode(): string },
): string {
	return keyOf(functions, functions.getMode() === 'manual' ? 'test' : 'live');
}

/**
 * Returns `nodeKey` for the hook `delete`. n8n 2.41 creates a test webhook in the mode `manual`, but deletes it in the
 * mode `internal`, as it does a production webhook (test-webhooks.js). Only the URL tells them apart.
 *
 * @param registered the URLs of active nodes by their keys
 */
export function nodeKeyOfDelete(
	functions: IHookFunctions,
	registered: ReadonlyMap<string, WebhookUrls>,
): string {
	const [live, test] = [keyOf(functions, 'live'), keyOf(functions, 'test')];
	const url = readWebhookUrls(functions)?.all.default;
	if (functions.getMode() === 'manual' || url === undefined) return nodeKey(functions);
	const isAt = (key: string) => registered.get(key)?.all.default === url;
	return isAt(test) || (registered.has(live) && !isAt(live)) ? test : live;
}

function keyOf(
	functions: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>,
	kind: 'live' | 'test',
): string {
	return `${functions.getWorkflow().id}/${functions.getNode().id}/${kind}`;
}

/** Returns whether a key is that of a test webhook. */
export function isTestKey(node: string): boolean {
	return node.endsWith('/test');
}

/** Returns whether the vendor gets its response only after the workflow has succeeded. */
export function isAcknowledgedLate(functions: IHookFunctions | IWebhookFunctions): boolean {
	return functions.getNodeParameter('acknowledge', 'received') === 'finished';
}

/** Returns the key of the test webhook of the node that a key belongs to. */
export function testKeyOf(node: string): string {
	return node.replace(/live$/, 'test');
}

/** Returns the URLs that n8n has for a node, or undefined if the wanted one is not among them. */
export function readWebhookUrls(functions: IHookFunctions): WebhookUrls | undefined {
	const wanted = functions.getNodeWebhookUrl(
		isAcknowledgedLate(functions) ? ENTRIES.finished : ENTRIES.received,
	);
	if (wanted === undefined) return undefined;
	const urls = Object.values(ENTRIES).flatMap((entry) => {
		const url = functions.getNodeWebhookUrl(entry);
		return url === undefined ? [] : [[entry, url]];
	});
	return { wanted, all: Object.fromEntries(urls) };
}

/**
 * Returns the URL that received a delivery, as it was subscribed. In `webhook()`, `getNodeWebhookUrl` returns
 * production URLs only. `getWebhookResourceUrl` returns the served one, but n8n 1.x does not have it. There the
 * URLs of the activation are used, because the process that registers a test webhook also serves it.
 *
 * @param registered the node's URLs at its activation in this process
 */
export function servedUrl(
	functions: IWebhookFunctions,
	registered: WebhookUrls | undefined,
): string {
	const entry = functions.getWebhookName() as WebhookType;
	return (
		functions.getWebhookResourceUrl?.(entry) ??
		registered?.all[entry] ??
		functions.getNodeWebhookUrl(entry) ??
		''
	);
}
