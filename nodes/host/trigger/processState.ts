import { sleep } from 'n8n-workflow';

import { BoundedMap } from '../../core/cache/boundedMap';
import { HealthRegistry } from '../health/registry';
import { KeyedMutex } from '../keyedMutex';
import { steadyClock, type Clock } from '../clock';
import type { CatchUpState } from './catchUpState';
import { BoundedQueue } from './delivery/boundedQueue';
import { CredentialCache } from './delivery/credentialCache';
import { LogLimit } from './delivery/logLimit';
import { Redeliveries } from './delivery/redeliveries';
import type { ProbeResult } from './probe/probeResult';
import { Probes } from './probe/probes';
import { SharedListings } from './subscription/sharedListings';
import { Starts } from './subscription/starts';
import type { TestEventRequest } from './testEventRequest';
import type { WebhookUrls } from './webhookUrls';

/** The state that all nodes of one type share in this process. Maps are by `nodeKey`. */
export interface ProcessState {
	redeliveries: Redeliveries;
	/** Unsigned deliveries have a separate record, because a stranger can fill it. */
	unsignedRedeliveries: Redeliveries;
	logLimit: LogLimit;
	/** Deliveries that wait until their signed bytes may start another execution, because their vendor never retries. */
	waitingForStart: BoundedQueue;
	credentialCache: CredentialCache;
	/** Set while n8n has the node's webhooks registered. */
	webhookUrls: Map<string, WebhookUrls>;
	/** When all subscriptions were last seen, in epoch milliseconds. */
	lastSeenAt: Map<string, number>;
	/** When a deactivation removed the subscriptions of an active node, in epoch milliseconds. */
	removedAt: Map<string, number>;
	/** Serializes the changes of one node's subscriptions. */
	mutex: KeyedMutex;
	listings: SharedListings;
	/** Nodes whose account the vendor was asked about since their activation. */
	inspected: Set<string>;
	/** Nodes whose activation failed before it changed a subscription. */
	unchanged: Map<string, true>;
	/** The attempts to activate workflows again when n8n starts. */
	starts: Starts;
	/** Nodes whose URL the vendor cannot call. The log has said so. */
	uncalled: Set<string>;
	/** When the deactivation of a workflow stops waiting, in milliseconds of `clock`. Keyed by the workflow's id. */
	removalDeadlines: Map<string, number>;
	/** Ends a removal that continues in the background, because the node is activated again. */
	stopRemoval: Map<string, () => void>;
	catchUp: Map<string, CatchUpState>;
	/** The events of tests in the editor that do not wait for a delivery. */
	testEvents: Map<string, TestEventRequest>;
	/** Probes of the nodes' public URLs, and their results. */
	probes: Probes;
	/** The probes that are under way, by `nodeKey`. */
	probing: Map<string, Promise<ProbeResult | undefined>>;
	/** What the nodes report about themselves. All types of trigger share one in this process. */
	health: HealthRegistry;
	/** Measures durations. */
	clock: Clock;
	/** Resolves after the given number of milliseconds. */
	pause(milliseconds: number): Promise<void>;
}

/** With n8n's default settings, a delivery that waits also holds an isolate. */
const MOST_WAITING = { deliveries: 20, bytes: 16 * 1024 * 1024 };

/** n8n ends a test after two minutes, so few are in use at once. An event may have some megabytes. */
const MOST_TEST_EVENTS = 20;

/** A deadline applies for a few seconds, so few are in use at once. */
const MOST_DEADLINES = 1_000;

/** Limits the memory: a workflow that is never activated again leaves its entry behind. */
const MOST_REMOVED = 10_000;

/** Returns the state of a process that has just started. */
export function newProcessState(
	clock = steadyClock,
	pause: ProcessState['pause'] = sleep,
): ProcessState {
	return {
		clock,
		pause,
		health: new HealthRegistry(clock),
		redeliveries: new Redeliveries(),
		unsignedRedeliveries: new Redeliveries(),
		logLimit: new LogLimit(),
		waitingForStart: new BoundedQueue(MOST_WAITING),
		credentialCache: new CredentialCache(clock),
		webhookUrls: new Map(),
		testEvents: new BoundedMap(MOST_TEST_EVENTS),
		probes: new Probes(),
		probing: new Map(),
		lastSeenAt: new Map(),
		removedAt: new BoundedMap(MOST_REMOVED),
		mutex: new KeyedMutex(),
		listings: new SharedListings(clock),
		inspected: new Set(),
		unchanged: new BoundedMap(MOST_REMOVED),
		starts: new Starts(clock),
		uncalled: new Set(),
		removalDeadlines: new BoundedMap(MOST_DEADLINES),
		stopRemoval: new Map(),
		catchUp: new Map(),
	};
}
