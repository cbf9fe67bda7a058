import type { INodeTypeDescription } from 'n8n-workflow';

type TriggerPanel = Exclude<NonNullable<INodeTypeDescription['triggerPanel']>, boolean>;

/**
 * Returns what n8n's editor shows at a trigger without output. n8n calls the button of each node *Execute step*, except
 * for polls and its own Webhook node. For a node with webhooks, it always waits for a request (n8n's test-webhooks.js,
 * `needsWebhook`), so it cannot fetch an object as a poll does. The texts say what to do.
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

/** Returns the same for a trigger that polls. Without it, n8n promises a single mock event. */
export function pollPanel(): TriggerPanel {
	return panelOf(
		`click <b>Fetch Test Event</b>. The node fetches one real object of each resource, and does not move its cursor.${SAMPLE_TEXT}`,
		'the active workflow polls at the <b>Poll Times</b>. The first poll records the current state and emits nothing.',
	);
}

function panelOf(test: string, production: string): TriggerPanel {
	const help = `<b>For a test event,</b> ${test}<br /><br /><b>In production,</b> ${production} These executions are in the executions list, not here.`;
	return {
		executionsHelp: {
			inactive: `${help} Activate the workflow for that.`,
			active: help.replace('executions list', '<a data-key="executions">executions list</a>'),
		},
		activationHint: 'Activate the workflow once you have seen a test event.',
	};
}
