import type { INodeType } from 'n8n-workflow';

import { BoxEventsTrigger } from '../../../nodes/Box/BoxEventsTrigger.node';
import { EcwidEventsTrigger } from '../../../nodes/Ecwid/EcwidEventsTrigger.node';
import { ShopifyEventsTrigger } from '../../../nodes/Shopify/ShopifyEventsTrigger.node';
import { SignedEventTrigger } from '../../../nodes/SignedEvent/SignedEventTrigger.node';
import { WooCommerceEventsTrigger } from '../../../nodes/WooCommerce/WooCommerceEventsTrigger.node';
import { WooCommercePollTrigger } from '../../../nodes/WooCommerce/WooCommercePollTrigger.node';

it.each<[string, new () => INodeType, string]>([
	['Box', BoxEventsTrigger, 'Execute step'],
	['Ecwid', EcwidEventsTrigger, 'Execute step'],
	['Shopify', ShopifyEventsTrigger, 'Execute step'],
	['signed events', SignedEventTrigger, 'Execute step'],
	['WooCommerce', WooCommerceEventsTrigger, 'Execute step'],
	['WooCommerce by poll', WooCommercePollTrigger, 'Fetch Test Event'],
])('the trigger of %s names the button for a test event', (_, Node, button) => {
	const { triggerPanel } = new Node().description;
	const texts = Object.values((triggerPanel as { executionsHelp?: object })?.executionsHelp ?? {});
	expect(texts).toHaveLength(2);
	for (const text of texts) {
		expect(text).toMatch(`<b>For a test event,</b> click <b>${button}</b>`);
		expect(text).toMatch('<b>In production,</b>');
	}
});
