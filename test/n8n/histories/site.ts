import type { NormalizedEvent } from '../../../nodes/core/event';
import { exampleWorkflow } from '../support/demo';
import type { CredentialStub, WorkflowJson } from '../support/n8n';
import type { Wire } from './wire';

/** One shop or account, the workflow that catches up with it, and what that has to emit: one history. */
export interface Site {
	readonly vendor: 'Shopify' | 'Box';
	/** The name of the trigger in the workflow. */
	readonly trigger: string;
	/** The id of its workflow and of its credential. */
	readonly id: string;
	readonly seed: number;
	readonly credential: CredentialStub;
	readonly workflow: WorkflowJson;
	readonly wire: Wire;
	/** What happened, for a failed test. */
	readonly log: string[];
	/** Called at each request of a look. */
	onLook: () => Promise<void>;
	/** How many requests looks have sent. */
	readonly lookRequests: number;
	/** How many changes there were. */
	readonly acts: number;
	/** Longest outage after a stored cursor, in milliseconds. */
	readonly longestGap: number;
	/** Somebody changes something. Resolves when its webhooks were sent. */
	act(): Promise<void>;
	/** The vendor sends again what is due. */
	retry(): Promise<void>;
	/** A person deletes subscriptions. */
	unsubscribe(): void;
	/** The vendor limits or fails requests. */
	disturb(): void;
	/** Whether a request of a look may have failed. */
	readonly isDisturbed: boolean;
	/** From now on, nothing goes wrong. */
	mend(): void;
	/** Returns what is wrong with the events that were emitted, in words. */
	faultsOf(told: readonly NormalizedEvent[]): string[];
	close(): Promise<void>;
}

/** An example as the workflow of a site: each event is posted once, to the receiver's path of that site. */
export function workflowOf(
	{ id, trigger, credential }: Pick<Site, 'id' | 'trigger' | 'credential'>,
	file: string,
	parameters: Record<string, unknown>,
	callbackUrl: string,
): WorkflowJson {
	const made = exampleWorkflow(file, {
		[trigger]: { ...parameters, options: { checkInterval: 1 } },
		'Signed Event': { callbackUrl, envelope: 'event', signature: [], skipDuplicates: true },
	});
	const nodes = made.nodes.map((node) => {
		if (node.name !== trigger) return { ...node, credentials: {} };
		const { id: credentialId, name, type } = credential;
		return {
			...node,
			webhookId: `hook-${id}`,
			credentials: { [type]: { id: credentialId, name } },
		};
	});
	return { ...made, id, name: id, nodes };
}
