import { addressKind, nameKind, withoutEndDots } from '../networkAddress';

/** Which URLs a vendor calls. */
export interface CallableUrls {
	/** `Shopify`, as it begins a sentence. */
	vendor: string;
	/** Whether the vendor calls https only. */
	isHttpsOnly: boolean;
	ports: readonly number[];
	/** Ends the error with what else the user can do. */
	otherwise?: string;
}

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
	['http:', 80],
	['https:', 443],
]);
/** Names that only a local network resolves (https://www.rfc-editor.org/rfc/rfc6762, …/rfc8375, …/rfc9476). */
const LOCAL_NAMES = ['.local', '.internal', '.home.arpa', '.lan', '.test', '.invalid'];

/**
 * Returns why a vendor can never call a webhook URL, or undefined if it may. The vendor would accept the subscription
 * and deliver nothing, so the activation fails instead. A name that looks public is not looked up.
 */
export function uncallableReason(url: string, callable: CallableUrls): string | undefined {
	const { protocol, hostname, port, origin } = new URL(url);
	const { vendor, isHttpsOnly, ports, otherwise = '' } = callable;
	const number = port === '' ? DEFAULT_PORTS.get(protocol) : Number(port);
	const reason =
		(isLocal(hostname) && 'calls only addresses of the public internet') ||
		(isHttpsOnly && protocol !== 'https:' && 'calls only https URLs') ||
		(!ports.includes(number ?? 0) && `calls only ${portsInWords(ports)}`);
	if (reason === false) return undefined;
	return `The activation failed: ${vendor} ${reason}, and the webhook URL of n8n begins with ${origin}. Set n8n's WEBHOOK_URL to a URL that ${vendor} can call.${otherwise}`;
}

function isLocal(hostname: string): boolean {
	const kind = addressKind(hostname) ?? nameKind(hostname);
	if (kind !== undefined) return kind !== 'public';
	const name = withoutEndDots(hostname);
	return !name.includes('.') || LOCAL_NAMES.some((end) => name.endsWith(end));
}

function portsInWords(ports: readonly number[]): string {
	if (ports.length === 1) return `port ${ports[0]}`;
	return `the ports ${ports.slice(0, -1).join(', ')} and ${ports.at(-1)}`;
}
