import { ok } from '../../core/result';
import { readList } from '../../core/text/list';
import type { Replayable } from '../../host/replay/replayable';
import { CREDENTIAL, openShop } from '../client/connect';
import { IGNORED_FIELDS_OPTION } from '../fields/ignoredFieldsOption';
import { processMemory } from '../processMemory';
import { RESOURCE_OPTIONS } from '../resourceOptions';
import { ELEMENT } from '../resources';
import { readAgain } from './read';

/** How Replay reads WooCommerce. */
export const wooCommerceReplay: Replayable = {
	name: 'wooCommerce',
	displayName: 'WooCommerce',
	...ELEMENT,
	credentials: [{ type: CREDENTIAL }],
	credentialType: () => CREDENTIAL,
	objectTypes: RESOURCE_OPTIONS,
	defaultTypes: ['orders'],
	options: [
		{
			...IGNORED_FIELDS_OPTION,
			description:
				'Comma-separated fields. Enter the same fields as in the WooCommerce triggers, so that a change has the same ID.',
		},
	],
	async open({ functions, credential, parameter, patience }) {
		const opened = openShop(functions, credential, patience);
		if (!opened.ok) return opened;
		const shop = opened.value;
		const { account, eventAccount = account } = shop.store;
		const { learnedFields: learned } = processMemory;
		const ignored = readList(parameter('options.ignoredFields', ''));
		return ok({
			account: eventAccount,
			read: async (request) => await readAgain(shop, { ignored, learned }, request),
		});
	},
};
