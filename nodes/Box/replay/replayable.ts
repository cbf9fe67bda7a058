import type { INodePropertyOptions } from 'n8n-workflow';

import { ok } from '../../core/result';
import { readList } from '../../core/text/list';
import { titleCase } from '../../core/text/titleCase';
import { steadyClock } from '../../host/clock';
import { textField } from '../../host/properties';
import type { Replayable } from '../../host/replay/replayable';
import { Places } from '../catchUp/places';
import { isInStream } from '../catchUp/streamEvents';
import { CREDENTIAL, findAccount, openBox } from '../connect';
import { readTargets } from '../targets';
import { TRIGGERS } from '../triggers';
import { box } from '../vendor';
import { readAgain, typesOf } from './read';

const OBJECT_TYPES: INodePropertyOptions[] = [
	...new Set(
		TRIGGERS.filter(({ trigger }) => isInStream(trigger)).flatMap(({ object }) => typesOf(object)),
	),
]
	.sort()
	.map((value) => ({ name: titleCase(value), value }));

/** How Replay reads Box. */
export const boxReplay: Replayable = {
	name: 'box',
	displayName: 'Box',
	elementKey: box.elementKey,
	hubKey: box.hubKey,
	credentials: [{ type: CREDENTIAL }],
	credentialType: () => CREDENTIAL,
	objectTypes: OBJECT_TYPES,
	defaultTypes: ['files', 'folders'],
	properties: [
		textField({
			displayName: 'Files and Folders',
			name: 'targets',
			placeholder: 'e.g. 12345, file:67890',
			description:
				'Comma-separated IDs or URLs. A folder includes everything in it. Defaults to all files and folders.',
		}),
	],
	async open({ functions, credential, parameter, patience }) {
		const opened = openBox(functions, credential, patience);
		if (!opened.ok) return opened;
		const { credential: read, box: api, accessToken } = opened.value;
		const fields = { targets: parameter('targets', ''), pickedTargets: '', targetType: 'folder' };
		const isEverything = readList(fields.targets).length === 0;
		const targets = isEverything ? ok([]) : readTargets(fields);
		if (!targets.ok) return targets;
		const account = read.account === '' ? await findAccount(api, accessToken) : ok(read.account);
		if (!account.ok) return account;
		const connection = {
			...{ account: account.value, keys: read.keys, box: api, isEverything },
			...{ targets: targets.value, triggers: [] },
			places: new Places(),
			now: Date.now,
			steadyNow: steadyClock,
			findAccount: async () => account,
		};
		return ok({
			account: account.value,
			read: async (request) => await readAgain(connection, request),
		});
	},
};
