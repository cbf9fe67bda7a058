import type { Ledger } from '../../core/health/ledger';
import { inspectable, type Inspect } from '../../host/health/inspectors';
import { isOfSameProject } from '../../host/health/nodeRef';
import { readLedgers } from '../../host/health/registry';
import type { Chooseable } from './chooseTriggers';

/** A trigger that was active in this process, or whose executions ran in it. */
export interface KnownTrigger extends Chooseable {
	ledger: Ledger;
	/** Absent for a poll, and for a trigger that is not active. */
	inspect?: Inspect;
}

/**
 * Returns the triggers that this process knows, of the project of a workflow, in the order of their workflows.
 *
 * @param functions of a node of the workflow
 */
export function knownTriggers(functions: object): KnownTrigger[] {
	const inspectors = inspectable();
	return readLedgers()
		.filter(({ node }) => isOfSameProject(functions, node))
		.map((ledger) => {
			const { inspect, credentials = [] } = inspectors.get(ledger.node.key) ?? {};
			return { ledger, node: ledger.node, credentials, inspect };
		})
		.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

function nameOf({ node: { workflowName, nodeName } }: Chooseable): string {
	return `${workflowName}/${nodeName}`;
}

/** What to say if a process has no trigger, none that was chosen, or only the executions of one. */
export const NO_TRIGGER = {
	none: {
		sentence: 'No trigger of this package is active in this n8n process.',
		nextStep:
			'Activate a workflow with a trigger. In queue mode, workers have no triggers: run this workflow in the editor on the main process (docs/queue-mode.md).',
	},
	notActivated: {
		sentence:
			'n8n has not activated the trigger in this process. In queue mode, the main process has the triggers, and workers only run executions.',
		nextStep:
			'In queue mode, run this workflow in the editor on the main process (docs/queue-mode.md). Otherwise, activate the workflow of the trigger.',
	},
	notFound: {
		sentence: 'No trigger of this n8n process has the given name or ID.',
		nextStep: 'Correct Triggers, or leave it empty to check all of them.',
	},
} as const;
