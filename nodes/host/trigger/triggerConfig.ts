import type { CronExpression } from 'n8n-workflow';

import type { Result } from '../../core/result';
import type { Vendor } from '../../core/vendor';
import type { WebhookUrls } from './webhookUrls';
import { steadyClock, type Clock } from '../clock';
import type { Credential, TriggerFunctions } from './credential';
import { CredentialCache } from './delivery/credentialCache';
import type { CatchUpState } from './catchUpState';
import { Redeliveries } from './delivery/redeliveries';
import { KeyedMutex } from '../keyedMutex';

/** A vendor, and how one node of a user is connected to it: all that a vendor's trigger adds. */
export interface TriggerConfig<Connection, Proven, Wanted = never, Existing = never> {
	vendor: Vendor<Connection, Proven, Wanted, Existing>;
	/** The type of the credential that the node uses. */
	credentialType(functions: TriggerFunctions): string;
	/** Reads panel and credential, and asks nobody: it runs for every delivery. */
	connect(functions: TriggerFunctions, credential: Credential): Result<Connection>;
	/** When subscriptions are looked after; without it every 15 minutes or as `checkInterval` says. */
	checkSchedule?(workflowId: string): CronExpression;
}

/** What all nodes of one type remember in this process; none of it outlives the process. */
export interface ProcessState {
	redeliveries: Redeliveries;
	credentials: CredentialCache;
	/** By place; set while n8n holds the webhooks registered. */
	addresses: Map<string, WebhookUrls>;
	/** By place; when its subscriptions were last seen standing, epoch milliseconds. */
	standingAt: Map<string, number>;
	/** One change of a place's subscriptions at a time, and one look for what was missed. */
	mutex: KeyedMutex;
	/** By place; of vendors that are asked for what deliveries missed. */
	catchUp: Map<string, CatchUpState>;
	/** For durations. */
	clock: Clock;
}

/** Returns the state of a process that has just started. */
export function newProcessState(clock = steadyClock): ProcessState {
	return {
		clock,
		redeliveries: new Redeliveries(),
		credentials: new CredentialCache(clock),
		addresses: new Map(),
		standingAt: new Map(),
		mutex: new KeyedMutex(),
		catchUp: new Map(),
	};
}
