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
	const test = `<b>For a test event,</b> click <b>Execute step</b>, then ${act}. n8n listens for two minutes and shows the first event here.${before === '' ? '' : ` ${before}`}${hasSample ? ' To see an invented event at once, turn on <b>Options > Sample Event</b> first.' : ''}`;
	const live = `<b>In production,</b> ${production} These executions are in the executions list, not here.`;
	return {
		executionsHelp: {
			inactive: `${test}<br /><br />${live} Activate the workflow for that.`,
			active: `${test}<br /><br />${live.replace('executions list', '<a data-key="executions">executions list</a>')}`,
		},
		activationHint: 'Activate the workflow once you have seen a test event.',
	};
}
