import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { INCIDENT, type Notice } from '../core/health/incident';
import { anyObject } from '../core/listSchemas';

/** The `json` of an item of the Health Trigger. */
export const incidentItem = z.object({
	state: z.enum(['opened', 'closed']).describe('Whether the incident begins or ends.'),
	id: z.string().describe('The same in both items of an incident.'),
	kind: z.nativeEnum(INCIDENT).describe('What the incident is about.'),
	cause: z.string().describe('A code for why it happened, such as `signature_mismatch`.'),
	about: z
		.string()
		.describe('The part of the node that it is about, such as the name of a list.')
		.optional(),
	needsPerson: z.boolean().describe('Whether a person has to do something about it.'),
	workflow: z.object({ id: z.string(), name: z.string() }),
	node: z.object({ id: z.string(), name: z.string(), type: z.string() }),
	openedAt: z.string().describe('When it began; ISO 8601 in UTC.'),
	closedAt: z.string().describe('When it ended; ISO 8601 in UTC.').optional(),
	sentence: z.string().describe('What failed, and why.'),
	nextStep: z.string().describe('What to do about it.'),
	facts: anyObject('Counts, dates and names that belong to the incident.'),
});

/** Returns a notice as n8n passes it from node to node. */
export function toItem({ state, incident }: Notice): INodeExecutionData {
	const { node, id, kind, cause, about, openedAt, closedAt, ...rest } = incident;
	const { sentence, nextStep, needsPerson, facts } = rest;
	return {
		json: {
			...{ state, id, kind, cause, ...(about !== undefined && { about }), needsPerson },
			workflow: { id: node.workflowId, name: node.workflowName },
			node: { id: node.nodeId, name: node.nodeName, type: node.nodeType },
			...{ openedAt, ...(closedAt !== undefined && { closedAt }) },
			...{ sentence, nextStep, facts: { ...facts } },
		},
	};
}
