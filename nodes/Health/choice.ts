import type { ITriggerFunctions } from 'n8n-workflow';

import type { Notice } from '../core/health/incident';
import { readList } from '../core/text/list';

/** Which incidents start the workflow. An empty list chooses all. */
export interface Choice {
	kinds: readonly string[];
	/** Workflows by ID or name. */
	workflows: readonly string[];
	/** Nodes by ID or name. */
	nodes: readonly string[];
	needsPersonOnly: boolean;
	openedOnly: boolean;
}

/** Reads the panel. */
export function readChoice(functions: Pick<ITriggerFunctions, 'getNodeParameter'>): Choice {
	const list = (name: string) => readList(functions.getNodeParameter(name, []));
	return {
		...{ kinds: list('kinds'), workflows: list('workflows'), nodes: list('nodes') },
		needsPersonOnly: functions.getNodeParameter('needsPersonOnly', false) === true,
		openedOnly: functions.getNodeParameter('openedOnly', false) === true,
	};
}

/** Returns whether a notice is chosen. */
export function isChosen({ state, incident }: Notice, choice: Choice): boolean {
	const { kind, node, needsPerson } = incident;
	const { kinds, workflows, nodes, needsPersonOnly, openedOnly } = choice;
	const fits = (chosen: readonly string[], ...names: string[]) =>
		chosen.length === 0 || names.some((name) => chosen.includes(name));
	return (
		fits(kinds, kind) &&
		fits(workflows, node.workflowId, node.workflowName) &&
		fits(nodes, node.nodeId, node.nodeName) &&
		(needsPerson || !needsPersonOnly) &&
		(state === 'opened' || !openedOnly)
	);
}
