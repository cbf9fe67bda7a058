import type { Change, NormalizedEvent } from '../../../../nodes/core/event';
import { eventId } from '../../../../nodes/core/eventId';
import { err, PROBLEM, ok, type Result } from '../../../../nodes/core/result';
import type { Vendor } from '../../../../nodes/core/vendor';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { execute } from '../../../../nodes/host/trigger/execute';
import { catchUpStateOf } from '../../../../nodes/host/trigger/catchUpState';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { prover, type Connection } from '../../../n8n/fixtures/prover/vendor';
import { bind, FakeHub, FakeNode, provenRequest } from '../fakes';

const TOLD = { topic: 'order.updated', object: { id: 7, state: 'claimed' } };

const FAILED = err(PROBLEM.failing, 'The vendor is down.');

type Prover = Vendor<Connection, never, never, never>;

/** A vendor whose proof covers less than the body, and what it says when it is asked. */
function setUp(confirm: Prover['confirm']) {
	const node = new FakeNode();
	node.staticData = {};
	const memory = newProcessState();
	const normalize: typeof prover.normalize = async (...given) => {
		const outcome = await prover.normalize(...given);
		if (!outcome.ok) return outcome;
		return ok(outcome.value.map((change) => ({ ...change, unproven: true as const })));
	};
	const catchUp = { begin: async () => FAILED, look: async () => FAILED };
	const vendor = { ...prover, normalize, confirm, catchUp };
	const binding = { ...bind(new FakeHub()), vendor };
	const come = async () => {
		const { workflowData } = await receive(
			node.webhook(provenRequest(TOLD)),
			binding,
			memory,
			() => 1_000,
		);
		return workflowData![0];
	};
	const run = async () => (await execute(node.execution(await come()), binding, memory))[0];
	return { node, memory, binding, come, run };
}

describe('the execution of an unconfirmed event', () => {
	const change = async (raw: object) => {
		const outcome = await prover.normalize(
			{ topic: TOLD.topic, object: { ...TOLD.object, ...raw } },
			undefined as never,
			0,
		);
		return (outcome as Extract<typeof outcome, { ok: true }>).value[0];
	};

	it('emits what the vendor returns, not what the delivery contained', async () => {
		const { node, run } = setUp(async (claim) => {
			expect(claim).toMatchObject({ objectId: '7', raw: { state: 'claimed' }, unproven: true });
			return ok([await change({ state: 'true' })]);
		});
		node.parameters = { options: { instanceName: 'Mine' } };
		const [item, ...more] = await run();
		expect(more).toEqual([]);
		expect(item.json).toMatchObject({
			objectId: '7',
			raw: { state: 'true' },
			capture: 'webhook',
			deliveryId: 'delivery-1',
			receivedAt: '1970-01-01T00:00:01.000Z',
			instanceName: 'Mine',
		});
		expect(item.json).not.toHaveProperty('unproven');
	});

	it('hands the object to the confirmation also where the user wants none', async () => {
		const { node, run } = setUp(async (claim) => {
			expect(claim.raw).toMatchObject({ state: 'claimed' });
			return ok([await change({})]);
		});
		node.parameters = { options: { includeRaw: false } };
		expect((await run())[0].json).not.toHaveProperty('raw');
	});

	it.each([
		['claimed', []],
		['true', ['7']],
	])('is filtered by the object that the vendor returns: %s', async (value, expected) => {
		const { node, run } = setUp(async () => ok([await change({ state: 'true' })]));
		node.parameters = {
			options: { filterFields: { condition: [{ field: 'raw.state', value }] }, includeRaw: false },
		};
		expect((await run()).map(({ json }) => json.objectId)).toEqual(expected);
	});

	it('emits nothing when the vendor confirms nothing', async () => {
		const { run } = setUp(async () => ok([]));
		expect(await run()).toEqual([]);
	});

	it('is wrapped on its way, so that it does not look like an event', async () => {
		const { come } = setUp(async () => ok([]));
		expect((await come()).map(({ json }) => Object.keys(json))).toEqual([['claim', 'attempt']]);
	});

	it('fails with the sentence where the vendor cannot be asked', async () => {
		const { node, run } = setUp(async () =>
			err(PROBLEM.failing, 'The vendor is down. Try again later.'),
		);
		await expect(run()).rejects.toThrow('The vendor is down. Try again later.');
		expect(node.log).toEqual([]);
	});

	it('hands no claim on where the node is to continue on failures', async () => {
		const { node, run } = setUp(async () => err(PROBLEM.failing, 'The vendor is down.'));
		node.continuesOnFail = true;
		expect(await run()).toEqual([]);
		expect(node.log).toEqual([expect.stringMatching(/^warn: .*The vendor is down\./)]);
	});

	it('notes for catch-up what it emitted and confirmed, and nothing else', async () => {
		const confirmed = await change({ state: 'claimed' });
		const unconfirmed = { ...confirmed, objectId: '9' };
		let answer: Result<Change[]> = err(PROBLEM.failing, 'The vendor is down.');
		const { node, memory, binding, come, run } = setUp(async () => answer);
		const [{ json }] = await come();
		const idOf = (objectId: string) =>
			eventId({ ...(json.claim as unknown as NormalizedEvent), kind: 'UPDATED', objectId });
		const areNoted = () => {
			const { recentIds } = catchUpStateOf(memory, 'workflow-1/node-1/live');
			return ['7', '9', '11'].map((objectId) => recentIds.has(idOf(objectId)));
		};
		memory.redeliveries = newProcessState().redeliveries;
		await expect(run()).rejects.toThrow('The vendor is down.');
		expect(areNoted()).toEqual([false, false, false]);
		// A stranger may have chosen the id of the third.
		const forgeable = { ...confirmed, objectId: '11', unsigned: ['id'] };
		const changes = [confirmed, { ...unconfirmed, unproven: true as const }, forgeable];
		answer = ok(changes);
		memory.redeliveries = newProcessState().redeliveries;
		expect(await run()).toHaveLength(3);
		expect(areNoted()).toEqual([true, false, false]);
		const passed = { json: { id: idOf('9'), unproven: true } };
		await execute(node.execution([passed]), binding, memory);
		expect(areNoted()).toEqual([true, false, false]);
	});

	it('counts for catch-up with When Finished once the vendor gets its 2xx', async () => {
		const confirmed = await change({ state: 'claimed' });
		const { node, memory, binding, come } = setUp(async () => ok([confirmed]));
		node.parameters = { acknowledge: 'finished' };
		const [item] = await come();
		const id = eventId({ ...(item.json.claim as unknown as NormalizedEvent), kind: 'UPDATED' });
		const isNoted = () => catchUpStateOf(memory, 'workflow-1/node-1/live').recentIds.has(id);
		const runAndRespond = async (status: number) => {
			const items = await come();
			await execute(node.execution(items), binding, memory);
			const before = isNoted();
			node.response.statusCode = status;
			node.response.end();
			return [before, isNoted()];
		};
		memory.redeliveries = newProcessState().redeliveries;
		expect(await runAndRespond(500)).toEqual([false, false]);
		expect(await runAndRespond(200)).toEqual([false, true]);
	});
});
