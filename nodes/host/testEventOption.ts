import type { INodeProperties, NodeHint } from 'n8n-workflow';

import type { PanelFunctions } from './sourceOptions';

/** What a test in the editor emits. */
export const TEST_EVENT = {
	/** The newest change that the vendor's API returns. */
	newest: 'newest',
	/** The next delivery to the test URL. */
	delivery: 'delivery',
	/** An invented event. */
	sample: 'sample',
} as const;
export type TestEvent = (typeof TEST_EVENT)[keyof typeof TEST_EVENT];

/**
 * Returns what a test in the editor emits, or undefined outside such a test. An expression may return any value, so an unknown
 * one counts as `newest`.
 */
export function readTestEvent(
	functions: PanelFunctions & { getMode(): string },
): TestEvent | undefined {
	if (functions.getMode() !== 'manual') return undefined;
	const { testEvent } = functions.getNodeParameter('options', {}) as { testEvent?: unknown };
	return testEvent === TEST_EVENT.delivery || testEvent === TEST_EVENT.sample
		? testEvent
		: TEST_EVENT.newest;
}

const NEWEST_CHOICE = {
	name: 'Newest Change',
	value: TEST_EVENT.newest,
	description: 'Fetch the newest change of the chosen types. Without one, wait for a delivery.',
};
const SAMPLE_CHOICE = {
	name: 'Sample',
	value: TEST_EVENT.sample,
	description: 'Emit an invented event without calling the vendor',
};

/** Returns the option with the given choices. */
function optionWith(options: INodeProperties['options']): INodeProperties {
	return {
		displayName: 'Test Event',
		name: 'testEvent',
		type: 'options',
		noDataExpression: true,
		options,
		default: 'newest',
		description: 'Event that a test in the editor emits. An active workflow ignores this option.',
	};
}

/** The option of a trigger with webhooks. */
export const TEST_EVENT_OPTION = optionWith([
	NEWEST_CHOICE,
	{
		name: 'Next Delivery',
		value: TEST_EVENT.delivery,
		description: 'Wait up to two minutes for a delivery to the test URL',
	},
	SAMPLE_CHOICE,
]);

/** The option of a trigger that polls. WooCommerce sorts only the named lists by the date of change. */
export const POLL_TEST_EVENT_OPTION = optionWith([
	{
		...NEWEST_CHOICE,
		description:
			'Fetch one object of each resource. For orders, products, discounts and subscriptions, it is the one that changed last. For customers, it is the one that was created last. The test does not move the cursor.',
	},
	SAMPLE_CHOICE,
]);

/** What the editor shows below a sample. */
export const TEST_EVENT_HINTS: NodeHint[] = [
	{
		message:
			'This is a sample. Its object is invented, and the node called no vendor. To get a real event, set Options > Test Event to Newest Change.',
		displayCondition: '={{ $parameter["options"]["testEvent"] === "sample" }}',
		whenToDisplay: 'afterExecution',
		location: 'outputPane',
	},
];
