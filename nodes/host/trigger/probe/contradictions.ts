import { PROBE_CAUSE, unchecked, type ProbeCause, type ProbeResult } from './probeResult';

/** What is known about the way from the URL to one node. Times are milliseconds of the monotonic clock. */
export interface ProbeRecord {
	/** When the last verified delivery arrived. */
	deliveredAt?: number;
	/** The last result, and when its probe began. */
	last?: { result: ProbeResult; at: number; date: number };
	/** What the last probe showed before deliveries were considered. */
	shown?: ProbeCause;
	/** What probes show although deliveries arrive, for example because a router answers requests from inside. */
	contradicted: readonly ProbeCause[];
	/** When the last large probe arrived. */
	largeAt?: number;
	/** The fault that the log has named. */
	logged?: ProbeCause;
}

/** After this time without a delivery, a contradiction no longer counts. */
const CONTRADICTED_FOR_MS = 24 * 3_600_000;

/** Notes a delivery that was verified. */
export function noteDelivery(records: Map<string, ProbeRecord>, node: string, now: number): void {
	const record = records.get(node) ?? { contradicted: [] };
	records.set(node, { ...record, deliveredAt: now });
}

const ARRIVE =
	"The vendor's deliveries arrive, although the probe from inside n8n's network fails.";

/**
 * Returns the next record after a probe. Verified deliveries count more than the probe: inside a network, the URL can lead to
 * another place than outside, such as the page of a router. So a fault that began after a delivery is named one
 * check later.
 *
 * @param now when the probe began
 */
export function withResult(
	record: ProbeRecord,
	shown: ProbeResult,
	now: { at: number; date: number },
): ProbeRecord & Required<Pick<ProbeRecord, 'last'>> {
	const { deliveredAt = -Infinity, last, contradicted } = record;
	if (shown.state !== 'failed' || shown.cause === undefined)
		return {
			...record,
			shown: undefined,
			contradicted: shown.state === 'reached' ? [] : contradicted,
			last: { result: shown, ...now },
		};
	const { cause } = shown;
	const hasDelivered = deliveredAt > (last?.at ?? -Infinity);
	const isRepeated = record.shown === cause;
	const isKnown = contradicted.includes(cause) && now.at - deliveredAt < CONTRADICTED_FOR_MS;
	const result = hasDelivered || isKnown ? unchecked(PROBE_CAUSE.deliveriesArrive, ARRIVE) : shown;
	return {
		...record,
		shown: cause,
		contradicted:
			hasDelivered && isRepeated && !contradicted.includes(cause)
				? [...contradicted, cause]
				: contradicted,
		last: { result, ...now },
	};
}
