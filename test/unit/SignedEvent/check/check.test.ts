import { setImmediate } from 'node:timers/promises';

import { INCIDENT } from '../../../../nodes/core/health/incident';
import { ok } from '../../../../nodes/core/result';
import { noteVendorClock } from '../../../../nodes/host/health/vendorClock';
import { noteRejected } from '../../../../nodes/host/health/noteDeliveries';
import { noteExecution } from '../../../../nodes/host/health/noteEmitted';
import { nodeRefOf } from '../../../../nodes/host/health/nodeRef';
import { health } from '../../../../nodes/host/health/registry';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../../../nodes/host/trigger/subscription/scheduleChecks';
import { checkItem, type CheckItem } from '../../../../nodes/SignedEvent/check/checkItem';
import { NOT_REGISTERED, offline, page, setUp, type Way } from '../../host/trigger/probe/stage';
import { execute } from '../node';

const closers: Array<() => Promise<void> | undefined> = [];
afterEach(async () => {
	for (const close of closers.splice(0)) await close();
});

/** An active trigger whose workflow is called as its node, so that each test checks its own. */
async function activate(id: string, way?: Way, name = 'proverTrigger') {
	const stage = setUp(way);
	const { node, state, config } = stage;
	state.health = health;
	state.webhookUrls.clear();
	node.id = id;
	const type = `n8n-nodes-signed-events.${name}`;
	const names = {
		getNode: () => ({ ...stage.functions.getNode(), id, name: `${id} trigger`, type }),
		getWorkflow: () => ({ id: `workflow-${id}`, name: `Orders of ${id}`, active: true }),
	};
	const functions = { ...stage.functions, ...names };
	const hook = { ...node.hook(), ...names };
	stage.world.names = names;
	await lifecycle(config, state).create.call(hook);
	const { closeFunction } = await scheduleChecks(functions, config, state);
	closers.push(async () => await closeFunction?.());
	const check = async () => (await checkBy(id))[0];
	return { ...stage, functions, check, ref: nodeRefOf(functions) };
}

async function checkBy(triggers: string): Promise<CheckItem[]> {
	const [items] = await execute({ parameters: { operation: 'check', triggers } }, {});
	return items.map(({ json }) => checkItem.strict().parse(json));
}

describe('Check', () => {
	it('shows subscriptions, URL, figures and next step of a healthy trigger', async () => {
		const { check } = await activate('healthy');
		expect(await check()).toMatchObject({
			verdict: 'healthy',
			cause: 'ok',
			sentence: expect.stringMatching(/^All checks passed\. Deliveries since .*: 0\. 0 changes\.$/),
			nextStep: 'No step is needed.',
			trigger: { nodeId: 'healthy', workflowName: 'Orders of healthy' },
			active: true,
			account: 'prover.example',
			url: 'https://n8n.example/webhook/one/webhook',
			probe: { state: 'reached' },
			subscriptions: {
				wanted: ['order.created'],
				existing: ['order.created'],
				missing: [],
				changed: [],
			},
			incidents: [],
		});
	});

	it('says nothing of deliveries about a poll, which receives none', async () => {
		const { check } = await activate('polling', undefined, 'wooCommercePollTrigger');
		const { sentence } = await check();
		expect(sentence).toMatch(/^All checks passed\. Since .*: 0 changes\.$/);
	});

	it('changes nothing at the vendor and starts no execution', async () => {
		const { check, hub, executions } = await activate('reading');
		hub.held = [];
		hub.calls.length = 0;
		await check();
		expect(hub.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
		expect([hub.held, executions]).toEqual([[], []]);
	});

	type Stage = Awaited<ReturnType<typeof activate>>;
	const faults: Array<
		[fault: string, inject: (stage: Stage) => void, verdict: string, cause: string, step: RegExp]
	> = [
		[
			'a deleted subscription',
			({ hub }) => void (hub.held = []),
			'failing',
			'subscriptions_missing',
			/restores them/,
		],
		[
			'a disabled subscription',
			({ hub }) => void (hub.held = hub.held.map((one) => ({ ...one, isActive: false }))),
			'failing',
			'subscriptions_missing',
			/restores them/,
		],
		[
			'a rejected key',
			({ hub }) => void (hub.rejecting = true),
			'failing',
			'unauthorized',
			/Enter another/,
		],
		[
			'a vendor that is down',
			({ hub }) => void (hub.failing = true),
			'failing',
			'failing',
			/Wait for it/,
		],
		[
			'no secret',
			({ node }) => void (node.credential!.data = { secret: '' }),
			'failing',
			'misconfigured',
			/Enter one/,
		],
		[
			'no credential',
			({ node }) => void (node.credential = undefined),
			'failing',
			'misconfigured',
			/Choose one in the node/,
		],
		[
			'another n8n behind the URL',
			({ world }) => void (world.way = page(404, NOT_REGISTERED)),
			'failing',
			'other_n8n',
			/WEBHOOK_URL/,
		],
		[
			'a proxy that cannot reach n8n',
			({ world }) => void (world.way = page(502)),
			'failing',
			'gateway',
			/forwards to/,
		],
		[
			"a clock that is 10 minutes behind the vendor's",
			({ functions }) => {
				const date = new Date(Date.now() + 600_000).toUTCString();
				noteVendorClock(functions, 'https://shop.example/a', { date }, Date.now());
			},
			'attention',
			'clock_off',
			/NTP/,
		],
		[
			'deliveries with a wrong secret',
			({ ref }) => {
				const sentence = 'Deliveries are rejected: no secret fits.';
				const nextStep = 'Enter the secret.';
				const kind = INCIDENT.deliveriesRejected;
				health.fail(ref, { kind, cause: 'signature_mismatch', sentence, nextStep }, 10);
			},
			'failing',
			'deliveries_rejected',
			/Enter the secret/,
		],
		[
			'a credential that lacks a permission',
			({ config }) => {
				const inspect = async () =>
					ok(['The node cannot read orders: a scope is missing. Add read_orders.']);
				Object.assign(config.vendor, { inspect });
			},
			'attention',
			'warning',
			/Add read_orders/,
		],
	];

	it.each(faults)('names %s and the next step', async (fault, inject, verdict, cause, step) => {
		const stage = await activate(fault);
		inject(stage);
		const item = await stage.check();
		expect(item).toMatchObject({ verdict, cause });
		expect(item.nextStep).toMatch(step);
	});

	it('is healthy if n8n cannot call its own URL, and says what to do if no delivery arrives', async () => {
		const { check } = await activate('no hairpin', offline('ECONNREFUSED'));
		expect(await check()).toMatchObject({
			verdict: 'healthy',
			sentence: expect.stringMatching(/n8n could not call its own URL/),
			nextStep: expect.stringMatching(/^If deliveries arrive, no step is needed\./),
		});
	});

	it('counts deliveries that were not accepted before they are an incident, until one is accepted', async () => {
		const { check, ref } = await activate('one rejected');
		noteRejected(health, ref, 'other_account');
		expect(await check()).toMatchObject({ nextStep: 'No step is needed.' });
		noteRejected(health, ref, 'signature_mismatch');
		const rejected = await check();
		expect(rejected.verdict).toBe('healthy');
		expect(rejected.sentence).toMatch(
			/ Deliveries not accepted: 1, the last one at 20\S+Z \(signature_mismatch\)\.$/,
		);
		expect(rejected.nextStep).toMatch(
			/^If the vendor sent the deliveries that were not accepted, do this: Enter the current signing secret/,
		);
		// The clock of the ledger may show the same millisecond.
		health.ledger(ref).lastDeliveryAt = Date.now() + 1;
		expect(await check()).toMatchObject({
			sentence: expect.stringMatching(/ Deliveries not accepted: 1, /),
			nextStep: 'No step is needed.',
		});
	});

	it('finds triggers by workflow, node or credential, and all without a name', async () => {
		await activate('first');
		await activate('second');
		const names = async (triggers: string) =>
			(await checkBy(triggers)).map(({ trigger }) => trigger?.nodeId);
		expect(await names('Orders of first')).toEqual(['first']);
		expect(await names('workflow-second, first trigger')).toEqual(['first', 'second']);
		expect(await names('')).toEqual(expect.arrayContaining(['first', 'second']));
	});

	it('emits one item if no trigger has the name, and says so', async () => {
		await activate('known');
		expect(await checkBy('constructor')).toMatchObject([
			{ verdict: 'unknown', cause: 'no_trigger', nextStep: expect.stringContaining('Triggers') },
		]);
	});

	it('calls a trigger unknown that only has executions in this process, as in a worker', async () => {
		const ref = nodeRefOf((await activate('other')).functions);
		const node = { ...ref, key: 'workflow-far/far/live', workflowName: 'Far', nodeId: 'far' };
		noteExecution(health, node, { isRetry: false });
		const [item] = await checkBy('Far');
		expect(item).toMatchObject({
			...{ verdict: 'unknown', cause: 'not_activated_here' },
			nextStep: expect.stringContaining('main process'),
			trigger: { nodeId: 'far' },
		});
		expect([item.deliveries, item.changes]).toEqual([undefined, undefined]);
	});

	it('shows no counts of deliveries that another process receives', async () => {
		const { check, world } = await activate('queue');
		const own = world.served;
		world.served = newProcessState();
		const item = await check();
		expect(item).toMatchObject({
			sentence: expect.stringContaining('Other n8n processes receive the deliveries'),
			probe: { state: 'unchecked', cause: 'other_process' },
		});
		expect([item.deliveries, item.changes]).toEqual([undefined, undefined]);
		world.served = own;
		expect(await check()).toMatchObject({ deliveries: { verified: 0 }, changes: {} });
	});

	it('shows deliveries, and no counts of changes, if workers run the executions', async () => {
		const { check, ref } = await activate('no webhook process');
		health.ledger(ref).started++;
		const item = await check();
		expect(item.sentence).toContain('Other n8n processes run the executions');
		expect(item.deliveries).toMatchObject({ verified: 0 });
		expect(item.changes).toBeUndefined();
	});

	it('names a trigger that is no longer active', async () => {
		const { check } = await activate('paused');
		for (const close of closers.splice(0)) await close();
		expect(await check()).toMatchObject({ verdict: 'failing', cause: 'inactive', active: false });
	});

	it('blames nothing in 1,000 checks of a healthy trigger', async () => {
		const { functions, node, check, deliver, clock } = await activate('quiet');
		const verdicts = new Set<string>();
		for (let count = 0; count < 1_000; count++) {
			for (const { tick } of node.crons) tick();
			await setImmediate();
			noteVendorClock(
				functions,
				'https://shop.example',
				{ date: new Date().toUTCString() },
				Date.now(),
			);
			clock.now += 900_000;
			if (count % 3 === 0) await deliver();
			verdicts.add((await check()).verdict);
		}
		expect([...verdicts]).toEqual(['healthy']);
		expect(health.incidents().filter(({ node: { nodeId } }) => nodeId === 'quiet')).toEqual([]);
	});
});
