import type { INodeProperties } from 'n8n-workflow';

/** An option of both triggers. A state has the same id in both only if both leave out the same fields. */
export const IGNORED_FIELDS_OPTION: INodeProperties = {
	displayName: 'Fields to Ignore',
	name: 'ignoredFields',
	type: 'string',
	default: '',
	placeholder: 'e.g. stock_synced_at, meta_data._last_seen',
	description:
		'Comma-separated fields. If only these fields change, no event is emitted. If you use both WooCommerce triggers, enter the same fields in both.',
};
