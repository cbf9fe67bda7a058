import type { INodeType } from 'n8n-workflow';

import { BoxEventsTrigger } from '../../../nodes/Box/BoxEventsTrigger.node';
import { EcwidEventsTrigger } from '../../../nodes/Ecwid/EcwidEventsTrigger.node';
import { ShopifyEventsTrigger } from '../../../nodes/Shopify/ShopifyEventsTrigger.node';
import { SignedEventTrigger } from '../../../nodes/SignedEvent/SignedEventTrigger.node';
import { WooCommerceEventsTrigger } from '../../../nodes/WooCommerce/WooCommerceEventsTrigger.node';
import { WooCommercePollTrigger } from '../../../nodes/WooCommerce/WooCommercePollTrigger.node';

interface Panel {
	header?: string;
	executionsHelp: { active: string; inactive: string };
	activationHint: { active: string; inactive: string };
}

const panelOf = (Node: new () => INodeType) => new Node().description.triggerPanel as Panel;

const NODES: Array<[string, new () => INodeType, string]> = [
	['Box', BoxEventsTrigger, 'Execute step'],
	['Ecwid', EcwidEventsTrigger, 'Execute step'],
	['Shopify', ShopifyEventsTrigger, 'Execute step'],
	['signed events', SignedEventTrigger, 'Execute step'],
	['WooCommerce', WooCommerceEventsTrigger, 'Execute step'],
	['WooCommerce by poll', WooCommercePollTrigger, 'Fetch Test Event'],
];

it.each(NODES)('the trigger of %s names the button for a test event', (_, Node, button) => {
	const texts = Object.values(panelOf(Node).executionsHelp);
	expect(texts).toHaveLength(2);
	for (const text of texts) {
		expect(text).toMatch(`<b>For a test event,</b> click <b>${button}</b>`);
		expect(text).toMatch('<b>In production,</b>');
	}
});

// n8n's own header is made from the name of the node: "Pull in events from WooCommerce Events".
it.each(NODES)('the trigger of %s has a header of its own', (_, Node) => {
	expect(panelOf(Node).header).toBe('Get a test event');
});

// n8n 2.x has a button Publish. n8n 1.x has a switch Active.
it.each(NODES)('the trigger of %s names the button that starts production', (_, Node) => {
	const { executionsHelp, activationHint } = panelOf(Node);
	for (const text of [executionsHelp.inactive, activationHint.inactive])
		expect(text).toMatch(/publish the workflow \(in n8n 1\.x, activate it\)/i);
});

// n8n shows a hint that is a text in an active workflow too.
it.each(NODES)('the trigger of %s in an active workflow does not ask to publish it', (_, Node) => {
	const { executionsHelp, activationHint } = panelOf(Node);
	expect(executionsHelp.active).not.toMatch('To receive production events');
	expect(activationHint.active).not.toMatch(/publish|activate/i);
	expect(activationHint.active).toMatch('executions list');
});
