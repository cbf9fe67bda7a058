import type { ITriggerFunctions } from 'n8n-workflow';

import { Places } from '../../nodes/Box/catchUp/places';
import { box as vendor, type Connection } from '../../nodes/Box/vendor';
import type { NormalizedEvent } from '../../nodes/core/event';
import { NO_FILTER } from '../../nodes/core/eventFilter';
import { collector } from '../../nodes/host/replay/collector';
import { readSource } from '../../nodes/host/sourceOptions';
import { findMissed } from '../../nodes/host/trigger/catchUp/findMissed';
import { beginAt, catchUpStateOf } from '../../nodes/host/trigger/catchUpState';
import { newProcessState } from '../../nodes/host/trigger/processState';
import type { TriggerConfig } from '../../nodes/host/trigger/triggerConfig';
import { nodeKey } from '../../nodes/host/trigger/webhookUrls';
import { BoxSandbox } from '../sandbox/box/server';
import { ManualClock } from '../sandbox/clock';
import { connectSandbox, reachSandbox } from '../unit/Box/sandboxBox';

const catchUp = vendor.catchUp!;
const functions = {
	getNode: () => ({ id: 'node', name: 'Box', type: 'box', typeVersion: 3, parameters: {} }),
	getWorkflow: () => ({ id: 'workflow' }),
	getMode: () => 'trigger',
	getNodeParameter: (_: string, fallback: unknown) => fallback,
	logger: { info: () => undefined, warn: () => undefined },
} as unknown as ITriggerFunctions;

/** A file is uploaded to one chosen folder, and moved to another one before the next check. */
async function missed(
	isMoved: boolean,
): Promise<{ missed: readonly NormalizedEvent[]; replayed: readonly NormalizedEvent[] }> {
	const clock = new ManualClock('2026-11-01T12:00:00Z');
	const box = await BoxSandbox.start(3, clock, { callsPerMinute: 100_000 });
	try {
		const [inbox, archive] = ['Inbox', 'Archive'].map((name) =>
			box.items.add('folder', name, box.user),
		);
		const targets = [inbox, archive].map(({ type, id }) => ({ type, id }));
		const connection: Connection = {
			...(await connectSandbox(box, { targets, triggers: ['FILE.UPLOADED'] })),
			box: await reachSandbox(box, box.user, true),
			places: new Places(undefined, 'node', () => clock.now()),
			...{ now: () => clock.now(), steadyNow: () => clock.now() },
		};
		const begun = await catchUp.begin(connection);
		if (!begun.ok) throw new Error(begun.problem.message);
		const state = newProcessState();
		beginAt(catchUpStateOf(state, nodeKey(functions)), begun.value.cursor);
		clock.advance(60_000);
		const file = await box.acts.upload('Offer.pdf', box.user, inbox);
		clock.advance(60_000);
		if (isMoved) await box.acts.move(file, archive, box.user);
		clock.advance(600_000);
		const config = { vendor } as unknown as TriggerConfig<Connection, never, never, never>;
		const looked = await catchUp.look(connection, begun.value.cursor);
		if (!looked.ok) throw new Error(looked.problem.message);
		expect(looked.value.changes.map(({ eventType }) => eventType)).toEqual(
			isMoved ? ['CREATED', 'UPDATED'] : ['CREATED'],
		);
		const { signal } = new AbortController();
		const found = await findMissed(functions, config as never, connection, state, catchUp, signal);
		if (!found.ok || found.value === undefined) throw new Error('nothing was looked for');
		const replay = collector(
			{ from: 0, to: Infinity, ids: [], filter: NO_FILTER },
			{ most: 100, mostRaw: 1e6, isCount: false },
			{ ...readSource(functions, { ...vendor, account: 'a' }), includeRaw: true },
			0,
		);
		replay.take(looked.value.changes);
		const replayed = replay.result().kept.flatMap(({ event }) => event ?? []);
		return { missed: found.value.events, replayed };
	} finally {
		await box.close();
	}
}

it.each([false, true])(
	'a new file is reported as created (moved before the check: %p)',
	async (isMoved) => {
		for (const events of Object.values(await missed(isMoved)))
			expect(events.map(({ topic, eventType }) => `${topic} ${eventType}`)).toEqual([
				'FILE.UPLOADED CREATED',
			]);
	},
);
