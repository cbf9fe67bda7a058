import { INCIDENT, type Notice } from '../core/health/incident';
import { rejectionFinding } from '../core/health/rejections';
import { REJECTION } from '../core/vendor';

const { sentence, ...finding } = rejectionFinding(REJECTION.signatureMismatch);

/** What a test in the editor shows if no incident is open. Its node is invented. */
export const sampleIncident: Notice = {
	state: 'opened',
	incident: {
		id: 'inc_SAMPLEAAAAAAAAAAAAAAAAAAAA',
		...finding,
		// The editor evaluates the condition of a hint with the input of a node, and a trigger has none.
		sentence: `This is a sample, because no incident is open. ${sentence}`,
		kind: INCIDENT.deliveriesRejected,
		node: {
			key: 'sample',
			workflowId: 'sample',
			workflowName: 'A workflow with a trigger',
			nodeId: 'sample',
			nodeName: 'Shopify Events Trigger',
			nodeType: 'n8n-nodes-signed-events.shopifyEventsTrigger',
		},
		openedAt: '2026-11-30T10:00:00.000Z',
		needsPerson: true,
		facts: { count: 3, lastAt: '2026-11-30T10:01:00.000Z' },
	},
};
