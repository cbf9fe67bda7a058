import { sleep } from 'n8n-workflow';

import { KeyedMutex } from '../keyedMutex';
import { steadyClock, type Clock } from '../clock';
import type { CatchUpState } from './catchUpState';
import { BoundedQueue } from './delivery/boundedQueue';
import { CredentialCache } from './delivery/credentialCache';
import { Redeliveries } from './delivery/redeliveries';
import { SharedListings } from './subscription/sharedListings';
import type { WebhookUrls } from './webhookUrls';

/** The state that all nodes of one type share in this process. Maps are by `nodeKey`. */
export interface ProcessState {
	redeliveries: Redeliveries;
	/** Unsigned deliveries have a separate record, because a stranger can fill it. */
	unsignedRedeliveries: Redeliveries;
	/** Deliveries that wait for the next start of their signed bytes, because their vendor never retries. */
	waitingForStart: BoundedQueue;
	credentialCache: CredentialCache;
	/** Set while n8n has the node's webhooks registered. */
	webhookUrls: Map<string, WebhookUrls>;
	/** When all subscriptions were last seen, in epoch milliseconds. */
	lastSeenAt: Map<string, number>;
	/** Serializes the changes of one node's subscriptions. */
	mutex: KeyedMutex;
	listings: SharedListings;
	/** Ends a removal that continues in the background, because the node is activated again. */
	stopRemoval: Map<string, () => void>;
	catchUp: Map<string, CatchUpState>;
	/** For durations. */
	clock: Clock;
	/** Resolves after the given number of milliseconds. */
	pause(milliseconds: number): Promise<void>;
}

/** With n8n's default settings, a delivery that waits also holds an isolate. */
const MOST_WAITING = { deliveries: 20, bytes: 16 * 1024 * 1024 };

/** Returns the state of a process that has just started. */
export function newProcessState(
	clock = steadyClock,
	pause: ProcessState['pause'] = sleep,
): ProcessState {
	return {
		clock,
		pause,
		redeliveries: new Redeliveries(),
		unsignedRedeliveries: new Redeliveries(),
		waitingForStart: new BoundedQueue(MOST_WAITING),
		credentialCache: new CredentialCache(clock),
		webhookUrls: new Map(),
		lastSeenAt: new Map(),
		mutex: new KeyedMutex(),
		listings: new SharedListings(clock),
		stopRemoval: new Map(),
		catchUp: new Map(),
	};
}
