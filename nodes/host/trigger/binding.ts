import type { CronExpression } from 'n8n-workflow';

import type { Outcome } from '../../core/problem';
import type { Vendor } from '../../core/vendor';
import type { Addresses } from './addresses';
import { steadyClock, type Clock } from '../clock';
import type { Credential, TriggerFunctions } from './credential';
import { HeldCredentials } from './delivery/heldCredentials';
import type { Progress } from './progress';
import { Redeliveries } from './delivery/redeliveries';
import { Turns } from '../turns';

/** A vendor, and how one node of a user is connected to it: all that a vendor's trigger adds. */
export interface Binding<Connection, Proven, Wanted = never, Existing = never> {
	vendor: Vendor<Connection, Proven, Wanted, Existing>;
	/** The type of the credential that the node uses. */
	credentialType(functions: TriggerFunctions): string;
	/** Reads panel and credential, and asks nobody: it runs for every delivery. */
	connect(functions: TriggerFunctions, credential: Credential): Outcome<Connection>;
	/** When subscriptions are looked after; without it every 15 minutes or as `checkInterval` says. */
	checkTimes?(workflowId: string): CronExpression;
}

/** What all nodes of one type remember in this process; none of it outlives the process. */
export interface Memory {
	redeliveries: Redeliveries;
	credentials: HeldCredentials;
	/** By place; set while n8n holds the webhooks registered. */
	addresses: Map<string, Addresses>;
	/** By place; when its subscriptions were last seen standing, epoch milliseconds. */
	standingAt: Map<string, number>;
	/** One change of a place's subscriptions at a time, and one look for what was missed. */
	turns: Turns;
	/** By place; of vendors that are asked for what deliveries missed. */
	progress: Map<string, Progress>;
	/** For durations. */
	clock: Clock;
}

/** A memory of nothing. */
export function newMemory(clock = steadyClock): Memory {
	return {
		clock,
		redeliveries: new Redeliveries(),
		credentials: new HeldCredentials(clock),
		addresses: new Map(),
		standingAt: new Map(),
		turns: new Turns(),
		progress: new Map(),
	};
}
