import type { INode } from 'n8n-workflow';

import { withoutTrailing } from '../../core/text/trailing';
import type { CallableUrls } from '../../core/vendor';
import { warn } from '../log';
import { addressKind, nameKind } from '../networkAddress';
import type { TriggerFunctions } from './credential';
import type { ProcessState } from './processState';
import { nodeKey } from './webhookUrls';

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
	['http:', 80],
	['https:', 443],
]);
/** Names that only a local network resolves (https://www.rfc-editor.org/rfc/rfc6762, …/rfc8375, …/rfc9476). */
const LOCAL_NAMES = ['.local', '.internal', '.home.arpa', '.lan', '.test', '.invalid'];

/** Returns why deliveries can never reach a node at a URL, to end a sentence. Undefined if they may. */
export function unreachableReason(
	node: Pick<INode, 'name' | 'webhookId'>,
	url: string,
	callable: CallableUrls | undefined,
): string | undefined {
	return unservedReason(node, url) ?? (callable && uncallableReason(url, callable));
}

/**
 * Returns why a vendor can never call a webhook URL, or undefined if it may. The vendor would accept the subscription
 * and deliver nothing, so the activation fails instead. A name that looks public is not looked up.
 */
function uncallableReason(url: string, callable: CallableUrls): string | undefined {
	const { protocol, hostname, port, origin } = new URL(url);
	const { vendor, isHttpsOnly, ports, otherwise = '' } = callable;
	const number = port === '' ? DEFAULT_PORTS.get(protocol) : Number(port);
	const reason =
		(isLocal(hostname) && 'calls only addresses of the public internet') ||
		(isHttpsOnly && protocol !== 'https:' && 'calls only https URLs') ||
		(!ports.includes(number ?? 0) && `calls only ${portsInWords(ports)}`);
	if (reason === false) return undefined;
	return `${vendor} ${reason}, and the webhook URL of n8n begins with ${origin}. Set n8n's WEBHOOK_URL to a URL that ${vendor} can call.${otherwise}`;
}

/**
 * Returns why n8n does not serve the URL that it registers for a node, or undefined if it does. Without a `webhookId`,
 * the path holds the node's name: n8n registers it encoded, and looks it up decoded (n8n 2.41).
 */
function unservedReason(
	{ name, webhookId }: Pick<INode, 'name' | 'webhookId'>,
	url: string,
): string | undefined {
	if (webhookId !== undefined || !new URL(url).pathname.includes('%')) return undefined;
	return `the node has no webhookId, and n8n does not serve a path with the name ${JSON.stringify(name)}. Add a webhookId (a UUID) to the node in the JSON of the workflow, or delete the node in the editor and add it again.`;
}

/** Logs that a node leaves its subscriptions as they are, once for each activation. */
export function warnOfUrl(
	functions: TriggerFunctions,
	{ uncalled }: Pick<ProcessState, 'uncalled'>,
	reason: string,
): void {
	const node = nodeKey(functions);
	if (!uncalled.has(node)) warn(functions, `The node does not change its subscriptions: ${reason}`);
	uncalled.add(node);
}

function isLocal(hostname: string): boolean {
	const kind = addressKind(hostname) ?? nameKind(hostname);
	if (kind !== undefined) return kind !== 'public';
	const name = withoutTrailing(hostname, '.');
	return !name.includes('.') || LOCAL_NAMES.some((end) => name.endsWith(end));
}

function portsInWords(ports: readonly number[]): string {
	if (ports.length === 1) return `port ${ports[0]}`;
	return `the ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`;
}
