import { sleep, type INodePropertyOptions } from 'n8n-workflow';

import { misconfigured, ok } from '../../core/result';
import { titleCase } from '../../core/text/titleCase';
import { steadyClock } from '../../host/clock';
import { authenticatedSend } from '../../host/http';
import type { Replayable } from '../../host/replay/replayable';
import { limiterFor } from '../client/rateLimiter';
import { clientsFor, CREDENTIAL } from '../connect';
import { readCredential } from '../credential';
import { RESOURCES } from '../resources';
import { ecwid } from '../vendor';
import { readAgain } from './read';

const OBJECT_TYPES: INodePropertyOptions[] = Object.entries(RESOURCES)
	.filter(([, { list }]) => list !== undefined)
	.map(([value]) => ({ name: titleCase(value), value }))
	.sort((one, other) => one.name.localeCompare(other.name));

/** How Replay reads Ecwid. */
export const ecwidReplay: Replayable = {
	name: 'ecwid',
	displayName: 'Ecwid',
	elementKey: ecwid.elementKey,
	hubKey: ecwid.hubKey,
	credentials: [{ type: CREDENTIAL }],
	credentialType: () => CREDENTIAL,
	objectTypes: OBJECT_TYPES,
	defaultTypes: ['orders'],
	async open({ functions, credential }) {
		const read = readCredential(credential);
		if (!read.ok) return read;
		if (read.value.accessToken === '')
			return misconfigured(
				'Objects cannot be read: the Ecwid credential has no Access Token. Enter the secret token from my.ecwid.com/#develop-apps > Details.',
			);
		const { ask, now } = clientsFor(read.value, {
			send: authenticatedSend(functions, CREDENTIAL),
			sleep,
			limiterFor,
			now: Date.now,
			steadyNow: steadyClock,
		});
		return ok({
			account: read.value.store.storeId,
			read: async (request) => await readAgain({ ask, now }, request),
		});
	},
};
