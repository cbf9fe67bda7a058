import { INCIDENT, type IncidentKind } from './incident';

/** When a finding becomes an incident, and when that ends. Times are milliseconds of a monotonic clock. */
export interface IncidentRule {
	/** Number of findings without a success in between. One failure can be a coincidence. */
	openAfter: number;
	/** Minimum time from the first of these findings to the last one. Defaults to 0. */
	openAfterMs?: number;
	/** Maximum time between two of these findings. A longer pause starts the count again. */
	withinMs: number;
	/** An open incident without another finding closes after this time. */
	closeAfterMs: number;
	/** Minimum time from the end of an incident to the next one of the kind, so that a flapping cause is not a flood. */
	quietMs: number;
	/** Whether a person has to do something about it. */
	needsPerson: boolean;
	/** Whether a stranger who knows the node's URL can cause it. It then does not start an error workflow. */
	isForgeable?: true;
	/** Whether several parts of a node find it for one reason. While it is open for one part, the other parts do not count. */
	isShared?: true;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The times of incidents that each check finds again. The interval of checks is at most an hour. */
const CHECKED = { withinMs: 3 * HOUR_MS, closeAfterMs: 3 * HOUR_MS, quietMs: HOUR_MS } as const;

export const INCIDENT_RULES: Readonly<Record<IncidentKind, IncidentRule>> = {
	[INCIDENT.deliveriesRejected]: {
		openAfter: 3,
		withinMs: DAY_MS,
		closeAfterMs: DAY_MS,
		quietMs: DAY_MS,
		needsPerson: true,
		isForgeable: true,
	},
	// Vendors deliver late: Shopify retries for hours, and most deliveries that are late are minutes late.
	[INCIDENT.deliveriesMissing]: {
		...CHECKED,
		openAfter: 3,
		openAfterMs: 10 * MINUTE_MS,
		withinMs: DAY_MS,
		closeAfterMs: 7 * DAY_MS,
		needsPerson: true,
	},
	[INCIDENT.silent]: {
		openAfter: 1,
		withinMs: DAY_MS,
		closeAfterMs: 7 * DAY_MS,
		quietMs: DAY_MS,
		needsPerson: true,
	},
	[INCIDENT.subscriptionRestored]: { ...CHECKED, openAfter: 1, needsPerson: false },
	[INCIDENT.subscriptionFailing]: { ...CHECKED, openAfter: 2, needsPerson: true },
	[INCIDENT.catchUpFailing]: { ...CHECKED, openAfter: 3, needsPerson: true },
	[INCIDENT.pollFailing]: { ...CHECKED, openAfter: 3, needsPerson: true },
	[INCIDENT.credentialRejected]: { ...CHECKED, openAfter: 2, needsPerson: true, isShared: true },
	[INCIDENT.rateLimited]: { ...CHECKED, openAfter: 3, needsPerson: false, isShared: true },
	[INCIDENT.checksOverdue]: { ...CHECKED, openAfter: 1, closeAfterMs: DAY_MS, needsPerson: true },
	[INCIDENT.loadDone]: { ...CHECKED, openAfter: 1, quietMs: 0, needsPerson: false },
	[INCIDENT.executionNotStored]: { ...CHECKED, openAfter: 1, needsPerson: true },
	[INCIDENT.probeFailed]: { ...CHECKED, openAfter: 2, needsPerson: true },
	[INCIDENT.clockOff]: { ...CHECKED, openAfter: 2, needsPerson: true },
};
