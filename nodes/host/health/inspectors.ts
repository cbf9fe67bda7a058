import type { NodeRef } from '../../core/health/incident';
import type { Problem } from '../../core/result';
import type { ProbeResult } from '../trigger/probe/probeResult';

/** The result of an inspection of a trigger. */
export interface Inspection {
	account?: string;
	/** Why it could not ask the vendor about everything. */
	problem?: Problem;
	/** The URL that the vendor should call. */
	url?: string;
	/** Why the vendor can never call that URL. */
	uncallable?: string;
	probe?: ProbeResult;
	/** Absent if the vendor has no subscriptions. */
	subscriptions?: {
		/** Whether a person makes them. */
		isByHand: boolean;
		wanted: string[];
		existing: string[];
		missing: string[];
		changed: string[];
		surplus: string[];
		/** URLs of the node on another origin, which another n8n may serve. */
		elsewhere: string[];
	};
	/** Sentences about the account and its permissions. */
	warnings: string[];
	/** Absent if the node has no catch-up. */
	catchUp?: { state: 'idle' | 'running' | 'pending'; watermark?: number };
}

export type Inspect = () => Promise<Inspection>;

/** A trigger node that can be checked. */
export interface Inspector {
	node: NodeRef;
	/** Ids and names of its credentials. */
	credentials: readonly string[];
	inspect: Inspect;
}

const inspectors = new Map<string, Inspector>();

/**
 * Makes a node known to the operation *Check* while n8n has it active.
 *
 * @returns a function that ends this
 */
export function offerInspection(inspector: Inspector): () => void {
	const { key } = inspector.node;
	inspectors.set(key, inspector);
	return () => {
		if (inspectors.get(key) === inspector) inspectors.delete(key);
	};
}

/** Returns the nodes of this process that can be checked, by `nodeKey`. */
export function inspectable(): ReadonlyMap<string, Inspector> {
	return inspectors;
}
