/** What an incident can be about. The list is closed, so that workflows can branch on it. */
export const INCIDENT = {
	/** Deliveries that the node could not verify or read. A stranger who knows the URL can cause it. */
	deliveriesRejected: 'deliveries_rejected',
	/** Catch-up found changes that no delivery reported, and no delivery arrives. */
	deliveriesMissing: 'deliveries_missing',
	/** No delivery has arrived for longer than usual. */
	silent: 'silent',
	/** A subscription was missing or changed at the vendor, and the node restored it. */
	subscriptionRestored: 'subscription_restored',
	/** Subscriptions cannot be checked, created or restored. */
	subscriptionFailing: 'subscription_failing',
	catchUpFailing: 'catch_up_failing',
	pollFailing: 'poll_failing',
	/** The vendor rejects the credential, or the credential lacks a permission. */
	credentialRejected: 'credential_rejected',
	rateLimited: 'rate_limited',
	/** n8n does not start the node's checks. */
	checksOverdue: 'checks_overdue',
	/** A load of existing objects (*Start From*) has ended. */
	loadDone: 'load_done',
	/** n8n could not store an execution with events. */
	executionNotStored: 'execution_not_stored',
	/** The node's probe did not come back through its public URL as it was sent. */
	probeFailed: 'probe_failed',
	/** The clocks of n8n and the vendor differ. */
	clockOff: 'clock_off',
} as const;
export type IncidentKind = (typeof INCIDENT)[keyof typeof INCIDENT];

/** A trigger node of a workflow. */
export interface NodeRef {
	/** As `nodeKey` makes it, the same in every report of the node. */
	key: string;
	workflowId: string;
	workflowName: string;
	nodeId: string;
	nodeName: string;
	/** n8n's name of the node's type: `n8n-nodes-signed-events.shopifyEventsTrigger`. */
	nodeType: string;
	/** The project of the workflow, if n8n names it. Members of other projects must not learn about the node. */
	projectId?: string;
}

/** Figures of an incident: counts, dates in ISO 8601, names. They hold no secret. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** What a part of a node reports about itself. */
export interface Finding {
	kind: IncidentKind;
	/** A code for why it happened: a reason of `PROBLEM` or `REJECTION`, or another constant of the reporter. */
	cause: string;
	/** Distinguishes two incidents of one kind in one node, such as two resources of a poll. Defaults to the whole node. */
	about?: string;
	/** What failed, and why: `Catch-up failed: Shopify is down (HTTP 503).` */
	sentence: string;
	/** What a person does about it: `Enter the new token in the credential.` */
	nextStep: string;
	facts?: Facts;
}

/** Something at a node that a person should know about. */
export interface Incident {
	/** The same in both items of an incident, when it opens and when it closes. */
	id: string;
	node: NodeRef;
	kind: IncidentKind;
	cause: string;
	about?: string;
	/** ISO 8601 in UTC. */
	openedAt: string;
	/** ISO 8601 in UTC. Absent while the incident is open. */
	closedAt?: string;
	sentence: string;
	nextStep: string;
	/** False if the node has restored what was missing, or if the incident ends by itself. */
	needsPerson: boolean;
	facts: Facts;
}

/** What subscribers of the registry get: an incident, when it opens and when it closes. */
export interface Notice {
	state: 'opened' | 'closed';
	incident: Incident;
}

/** A time. Durations come from `steady`, because the time of day can step. */
export interface Moment {
	/** Epoch milliseconds, to be shown. */
	date: number;
	/** Milliseconds of a monotonic clock. */
	steady: number;
}
