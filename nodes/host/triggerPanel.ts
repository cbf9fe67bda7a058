import type { INodeTypeDescription } from 'n8n-workflow';

type TriggerPanel = Exclude<NonNullable<INodeTypeDescription['triggerPanel']>, boolean>;

/**
 * Returns what n8n's editor shows at a trigger without output. The button of this node is *Execute step*: n8n has other
 * names only for polls and its own Webhook node. For a node with webhooks, n8n always waits for a request (test-webhooks.js,
 * `needsWebhook`). Such a node cannot fetch an object as a poll does, so the text asks the user to cause an event.
 *
 * @param act what the user does while the editor listens, such as `create an order in the shop`
 * @param before what has to be done first, as a sentence. Defaults to nothing
 * @param hasSample whether the node has the option *Sample Event*. Defaults to true
 * @param production how the active workflow gets its events, as a sentence
 */
export function triggerPanel(
	act: string,
	production: string,
	before = '',
	hasSample = true,
): TriggerPanel {
	return panelOf(
		`click <b>Execute step</b>, then ${act}. n8n listens for two minutes and shows the first event here.${before === '' ? '' : ` ${before}`}${hasSample ? SAMPLE_TEXT : ''}`,
		production,
	);
}

const SAMPLE_TEXT =
	' To see an invented event at once, turn on <b>Options > Sample Event</b> first.';

/** Returns the same for a trigger that polls. n8n's default text announces a mock event instead. */
export function pollPanel(): TriggerPanel {
	return panelOf(
		`click <b>Fetch Test Event</b>. The node fetches one real object of each resource, and does not move its cursor.${SAMPLE_TEXT}`,
		'the active workflow polls at the <b>Poll Times</b>. Unless Start From is set, the first poll records the current state and emits nothing.',
	);
}

function panelOf(test: string, production: string): TriggerPanel {
	const help = `<b>For a test event,</b> ${test}<br /><br /><b>In production,</b> ${production} n8n shows these executions in the executions list, not here.`;
	return {
		executionsHelp: {
			inactive: `${help} To receive production events, activate the workflow.`,
			active: help.replace('executions list', '<a data-key="executions">executions list</a>'),
		},
		activationHint: 'Activate the workflow once you have seen a test event.',
	};
}
