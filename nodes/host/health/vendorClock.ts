import { BoundedMap } from '../../core/cache/boundedMap';
import { CLOCK_TOLERANCE_MS, clockDifference } from '../../core/health/clockDifference';
import { INCIDENT } from '../../core/health/incident';
import { readHttpDate } from '../../core/httpDate';
import { steadyClock, type Clock } from '../clock';
import { nodeRefOf, type NodeContext } from './nodeRef';
import { health, type HealthRegistry } from './registry';

/** The last comparison of a node's clock with that of its vendor. */
export interface ClockComparison {
	host: string;
	/** By how many milliseconds n8n's clock is ahead. Negative if it is behind. */
	aheadMs: number;
	/** Epoch milliseconds. */
	at: number;
}

const MOST_NODES = 2_000;

/** One finding represents all requests within this time. */
const FINDING_EVERY_MS = 60_000;

const comparisons = new BoundedMap<string, ClockComparison>(MOST_NODES);
const findings = new BoundedMap<string, number>(MOST_NODES);

/** Returns how n8n's clock compared with the vendor's at the last request of a node. */
export function clockOf(key: string): ClockComparison | undefined {
	return comparisons.get(key);
}

/**
 * Compares n8n's clock with the `Date` of a vendor's response. A cached response has an old date, so it does not count.
 *
 * @param functions of the node that made the request. The test of a credential has no node
 * @param sentAt epoch milliseconds
 */
export function noteVendorClock(
	functions: Partial<NodeContext>,
	url: string,
	headers: Readonly<Record<string, string>>,
	sentAt: number,
	{
		registry = health,
		clock = steadyClock,
		now = Date.now,
	}: { registry?: HealthRegistry; clock?: Clock; now?: () => number } = {},
): void {
	const date = readHttpDate(headers.date);
	if (date === undefined || isCached(headers) || !isNode(functions)) return;
	const node = nodeRefOf(functions);
	const { host } = new URL(url);
	const aheadMs = clockDifference({ date, sentAt, receivedAt: now() });
	comparisons.set(node.key, { host, aheadMs, at: now() });
	const kind = INCIDENT.clockOff;
	if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) {
		if (findings.delete(node.key)) registry.recover(node, { kind });
		return;
	}
	const last = findings.get(node.key);
	if (last !== undefined && clock() - last < FINDING_EVERY_MS) return;
	findings.set(node.key, clock());
	registry.fail(node, { kind, cause: 'clock_difference', ...clockAdvice({ host, aheadMs }) });
}

/** Returns what a difference means, and what to do. */
export function clockAdvice({ host, aheadMs }: Pick<ClockComparison, 'host' | 'aheadMs'>) {
	const seconds = Math.round(Math.abs(aheadMs) / 1_000);
	const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
	const direction = aheadMs > 0 ? 'ahead of' : 'behind';
	return {
		sentence: `n8n's clock is ${amount} ${direction} the clock of ${host}.`,
		nextStep: `Synchronize the clock of n8n's machine, for example with NTP. If it is right, correct the clock of ${host}.`,
		facts: { aheadSeconds: Math.round(aheadMs / 1_000), host },
	};
}

function isNode(functions: Partial<NodeContext>): functions is NodeContext {
	const { getNode, getWorkflow, getMode } = functions;
	return [getNode, getWorkflow, getMode].every((one) => typeof one === 'function');
}

function isCached(headers: Readonly<Record<string, string>>): boolean {
	const { age = '0' } = headers;
	return Number(age) > 0 || /\bhit\b/i.test(headers['x-cache'] ?? headers['cf-cache-status'] ?? '');
}
