import type { INodePropertyOptions } from 'n8n-workflow';

import { ok } from '../../core/result';
import { titleCase } from '../../core/text/titleCase';
import { steadyClock } from '../../host/clock';
import type { Replayable } from '../../host/replay/replayable';
import type { Connection } from '../api';
import { AUTHENTICATION } from '../authenticationProperty';
import { CAUGHT_UP_OPTION } from '../caughtUpOption';
import { sendWith, typeOf } from '../connect';
import { LATEST_VERSION, readCredential } from '../credential';
import { shopify } from '../vendor';
import { TOPICS, type Topic } from '../topics/topics';
import { readAgain } from './read';

/** The topics that a list of the Admin API shows. */
const LISTED = [...TOPICS.values()].filter(({ foundIn }) => foundIn !== undefined);

const OBJECT_TYPES: INodePropertyOptions[] = [
	...new Set(LISTED.map(({ objectType }) => objectType)),
]
	.sort()
	.map((value) => ({ name: titleCase(value), value }));

/** How Replay reads Shopify. */
export const shopifyReplay: Replayable = {
	name: 'shopify',
	displayName: 'Shopify',
	elementKey: shopify.elementKey,
	hubKey: shopify.hubKey,
	credentials: [
		{ type: typeOf('oAuth2'), hide: { authentication: ['accessToken'] } },
		{ type: typeOf('accessToken'), hide: { authentication: ['oAuth2'] } },
	],
	credentialType: (parameter) => typeOf(parameter('authentication', 'oAuth2')),
	objectTypes: OBJECT_TYPES,
	defaultTypes: ['orders'],
	properties: [AUTHENTICATION],
	options: [CAUGHT_UP_OPTION],
	async open({ functions, credential, parameter, patience }) {
		const read = readCredential(credential);
		if (!read.ok) return read;
		const type = shopifyReplay.credentialType(parameter);
		const connection: Connection = {
			...read.value,
			topics: [],
			filters: new Map(),
			isByHand: false,
			settings: { filter: '', includeFields: [], metafieldNamespaces: [] },
			apiVersion: LATEST_VERSION,
			catchUpRaw: parameter('options.catchUpRaw', 'graphql') === 'rest' ? 'rest' : 'graphql',
			send: sendWith(functions, type),
			pause: patience.wait,
			now: Date.now,
			steadyNow: steadyClock,
		};
		return ok({
			account: shopify.account(connection),
			read: async (request) => {
				const isWanted = ({ objectType }: Topic) => request.objectTypes.includes(objectType);
				return await readAgain({ ...connection, topics: LISTED.filter(isWanted) }, request);
			},
		});
	},
};
