import type { NormalizedEvent } from '../../nodes/core/event';
import { eventId } from '../../nodes/core/eventId';
import { err, ok, PROBLEM } from '../../nodes/core/result';
import type { Vendor } from '../../nodes/core/vendor';
import { catchUpStateOf } from '../../nodes/host/trigger/catchUpState';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { execute } from '../../nodes/host/trigger/execute';
import { newProcessState } from '../../nodes/host/trigger/processState';
import { prover, type Connection } from '../n8n/fixtures/prover/vendor';
import { bind, FakeHub, FakeNode, provenRequest } from '../unit/host/fakes';

const FAILED = err(PROBLEM.failing, 'The vendor is down.');

/**
 * A node of a vendor that signs the delivery ID and not the body, as Ecwid does, so two bodies can have one delivery ID.
 * The vendor confirms only object 7.
 */
function setUp() {
	const node = new FakeNode();
	node.staticData = {};
	node.parameters = { acknowledge: 'finished' };
	const memory = newProcessState();
	const normalize: typeof prover.normalize = async (...given) => {
		const changes = await prover.normalize(...given);
		if (!changes.ok) return changes;
		return ok(changes.value.map((change) => ({ ...change, unproven: true as const })));
	};
	const confirm = async ({ objectId }: NormalizedEvent) => {
		if (objectId !== '7') return ok([]);
		const object = { id: 7, state: 'true' };
		return await prover.normalize({ topic: 'order.updated', object }, undefined as never, 0);
	};
	const catchUp = { begin: async () => FAILED, look: async () => FAILED };
	const vendor = { ...prover, normalize, confirm, catchUp } as unknown as Vendor<
		Connection,
		never,
		never,
		never
	>;
	const config = { ...bind(new FakeHub()), vendor } as never;
	/** Receives a delivery of an object, and runs the node's part of its execution. */
	const deliver = async (id: number) => {
		const told = { topic: 'order.updated', object: { id, state: 'claimed' } };
		const request = node.webhook(provenRequest(told, { deliveryId: 'event-1' }));
		const { response } = node;
		const { workflowData } = await receive(request, config, memory, () => 1_000);
		const [items] = await execute(node.execution(workflowData![0]), config, memory);
		const end = (status: number) => {
			response.statusCode = status;
			response.end();
		};
		return { items, end, hangUp: () => response.close() };
	};
	const { recentIds } = catchUpStateOf(memory, 'workflow-1/node-1/live');
	return { deliver, recentIds };
}

/** Returns the ID of the confirmed event of an execution. */
function idOf([{ json }]: Array<{ json: object }>): string {
	return eventId({ ...(json as NormalizedEvent), kind: 'UPDATED' });
}

describe('a forged body under the delivery ID of a genuine one', () => {
	it('does not record the genuine event as emitted if the genuine execution fails', async () => {
		const { deliver, recentIds } = setUp();
		const genuine = await deliver(7);
		const forged = await deliver(8);
		expect(forged.items).toEqual([]);
		forged.end(200);
		expect(recentIds.has(idOf(genuine.items))).toBe(false);
		genuine.end(500);
		expect(recentIds.has(idOf(genuine.items))).toBe(false);
	});

	it.each(['fails', 'is abandoned'])(
		'does not keep the genuine event from being recorded if it %s',
		async (how) => {
			const { deliver, recentIds } = setUp();
			const genuine = await deliver(7);
			const forged = await deliver(8);
			if (how === 'fails') forged.end(500);
			else forged.hangUp();
			genuine.end(200);
			expect(recentIds.has(idOf(genuine.items))).toBe(true);
		},
	);
});
