import type { INodeProperties } from 'n8n-workflow';

/** What an AI agent is told about each operation, unless the user enters something else. */
const DESCRIPTIONS = {
	check:
		'Checks whether the triggers of the package n8n-nodes-signed-events work, and changes nothing. Returns one item per trigger. Its verdict is healthy, attention, failing or unknown. The field sentence says what is wrong, and the field nextStep says what a person should do. The item also has subscriptions, a probe of the webhook URL, catch-up, counts and open incidents. Triggers is a comma-separated list of names or IDs of workflows, triggers or credentials. Leave it empty to check all triggers.',
	convertInstance:
		'Converts the JSON of a Cloud Elements instance to an n8n workflow. Returns the workflow, credentials without secrets, and a list of what is left to do.',
	emit: 'Signs events, and sends them to a callback URL.',
	replay:
		'Reads past events of a vendor again, and changes nothing. Returns one item per event, the earliest first. With Preview, returns one item with the number of events per object type instead. From and To are dates such as 2026-11-01T00:00:00Z. Object Types and Object IDs are comma-separated lists. Leave Object IDs empty for all objects.',
	report:
		'Reports how changes reached the triggers of the package n8n-nodes-signed-events. Returns a summary per trigger, and counts of the changes: how many came by webhook, and how many by catch-up or poll. A third count is the number of changes by catch-up or poll that no webhook had reported. Triggers is a comma-separated list of names or IDs of workflows, triggers or credentials. Leave it empty for all triggers.',
	verify: 'Verifies the signature of a request, and returns its events.',
} as const;

/**
 * The descriptions of the tool that n8n makes of the node. Without them, n8n describes all operations by the description of
 * the node. It uses the action of an operation only if the node has resources (`getToolDescriptionForNode` of n8n 2.41).
 */
export const toolDescriptions: INodeProperties[] = Object.entries(DESCRIPTIONS).map(
	([operation, text]) => ({
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: text,
		required: true,
		noDataExpression: true,
		typeOptions: { rows: 4 },
		description: 'The description of this tool that an AI agent gets',
		displayOptions: { show: { operation: [operation], '@tool': [true] } },
	}),
);
