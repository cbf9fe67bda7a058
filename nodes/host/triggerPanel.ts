import type { INodeTypeDescription } from 'n8n-workflow';

type TriggerPanel = Exclude<NonNullable<INodeTypeDescription['triggerPanel']>, boolean>;

/**
 * Returns what n8n's editor shows at a trigger without output. The button of this node is *Execute step*: n8n has other
 * names only for polls and its own Webhook node.
 *
 * @param act what the user does while the editor listens, such as `create an order in the shop`
 * @param production how the active workflow gets its events, as a sentence
 * @param before what has to be done before a delivery can arrive, as a sentence. Defaults to nothing
 * @param hasTestEvent whether the node has the option *Test Event*. Defaults to true
 */
export function triggerPanel(
	act: string,
	production: string,
	before = '',
	hasTestEvent = true,
): TriggerPanel {
	const note = before === '' ? '' : ` ${before}`;
	const listens = `${act}. n8n listens for two minutes and shows the first event here.${note}`;
	return panelOf(
		hasTestEvent
			? `click <b>Execute step</b>. The node fetches the newest change and shows it here.<br /><br /><b>For a test delivery,</b> set <b>Options > Test Event</b> to <b>Next Delivery</b>. Click <b>Execute step</b>, then ${listens}`
			: `click <b>Execute step</b>, then ${listens}`,
		production,
	);
}

/** Returns the same for a trigger that polls. n8n's default text announces a mock event instead. */
export function pollPanel(): TriggerPanel {
	return panelOf(
		`click <b>Fetch Test Event</b>. The node fetches one real object of each resource, and does not move its cursor. For an invented object, set <b>Options > Test Event</b> to <b>Sample</b>.`,
		'the active workflow polls at the <b>Poll Times</b>. With <b>Start From: Now</b>, the first poll records the current state and emits nothing.',
	);
}

const PUBLISH = 'publish the workflow (in n8n 1.x, activate it)';

/** Returns a text with a link to the executions, which n8n's editor follows by its key. */
function linked(text: string): string {
	return text.replace('executions list', '<a data-key="executions">executions list</a>');
}

function panelOf(test: string, production: string): TriggerPanel {
	const help = `<b>For a test event,</b> ${test}<br /><br /><b>In production,</b> ${production} n8n shows production executions in the executions list, not here.`;
	return {
		// n8n would make a header from the name of the node, such as "Pull in events from WooCommerce Events".
		header: 'Get a test event',
		executionsHelp: {
			inactive: `${help} To receive production events, ${PUBLISH}.`,
			active: linked(help),
		},
		// n8n would show a text without a state in an active workflow too.
		activationHint: {
			inactive: `Once you have seen a test event, ${PUBLISH}.`,
			active: linked(
				'The workflow is active. Its executions are in the executions list, not here.',
			),
		},
	};
}
