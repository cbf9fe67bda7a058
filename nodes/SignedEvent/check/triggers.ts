import type { Ledger } from '../../core/health/ledger';
import { inspectable, type Inspect } from '../../host/health/inspectors';
import { readLedgers } from '../../host/health/registry';
import type { Chooseable } from './chooseTriggers';

/** A trigger that was active in this process. */
export interface KnownTrigger extends Chooseable {
	ledger: Ledger;
	/** Absent for a poll, and for a trigger that is not active. */
	inspect?: Inspect;
}

/** Returns the triggers of this process, in the order of their workflows. */
export function knownTriggers(): KnownTrigger[] {
	const inspectors = inspectable();
	return readLedgers()
		.map((ledger) => {
			const { inspect, credentials = [] } = inspectors.get(ledger.node.key) ?? {};
			return { ledger, node: ledger.node, credentials, inspect };
		})
		.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function nameOf({ node: { workflowName, nodeName } }: Chooseable): string {
	return `${workflowName}/${nodeName}`;
}

/** What to say if a process has no trigger, or none that was chosen. */
export const NO_TRIGGER = {
	none: {
		sentence: 'No trigger of this package is active in this n8n process.',
		nextStep:
			'Activate a workflow with a trigger. In queue mode, workers have no triggers: run this workflow on the main process (docs/health.md).',
	},
	notFound: {
		sentence: 'No trigger of this n8n process has the given name or ID.',
		nextStep: 'Correct Triggers, or leave it empty to check all of them.',
	},
} as const;
