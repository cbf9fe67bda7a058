import { setImmediate, setTimeout } from 'node:timers/promises';

import type { Change } from '../../../../nodes/core/event';
import { ok, type Result } from '../../../../nodes/core/result';
import type { Begun, CatchUp, CaughtUp, Cursor, HowToLook } from '../../../../nodes/core/vendor';
import { isEmitting } from '../../../../nodes/host/trigger/catchUpState';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { execute } from '../../../../nodes/host/trigger/execute';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../../../nodes/host/trigger/subscription/scheduleChecks';
import { prover, type Connection } from '../../../n8n/fixtures/prover/vendor';
import { bind, FakeHub, FakeNode, provenRequest } from '../fakes';

/** An order that was created. */
export function change(id: string, more: Partial<Change> = {}): Change {
	return {
		eventType: 'CREATED',
		kind: 'CREATED',
		objectType: 'orders',
		objectId: id,
		date: '2026-11-21T10:00:00Z',
		revision: 'born',
		topic: 'order.created',
		raw: { id },
		...more,
	};
}

/** A state of an order that a webhook and catch-up report in different forms. */
export function updated(
	id: string,
	second: number,
	form: string,
	more: Partial<Change> = {},
): Change {
	const date = `2026-11-21T10:00:${String(second).padStart(2, '0')}Z`;
	return change(id, {
		...{ eventType: 'UPDATED', kind: 'UPDATED', date, topic: 'order.updated' },
		...{ revision: `${date}~${form}`, stateRevision: `updated:${date}` },
		...more,
	});
}

/** A vendor without subscriptions that can be asked for what happened; its clock is a counter. */
class Ledger implements CatchUp<Connection> {
	now = 1000;
	readonly asked: Cursor[] = [];
	/** How many rows each look was to read. */
	readonly wanted: Array<number | undefined> = [];
	private readonly entries: Array<{ at: number; change: Change }> = [];
	problem: Result<never> | undefined;
	warnings: string[] | undefined;
	/** How many changes one look reads. The cursor then notes the next one in `behind`. */
	most = Infinity;
	/** What an activation that resumes makes of the cursor. */
	resume?: CatchUp<Connection>['resume'];
	/** Awaited before each answer. */
	before: (() => Promise<void>) | undefined;
	/** What the last look was given. */
	mayGoOn = () => true;

	happen(id: string, found = change(id)): void {
		this.entries.push({ at: this.now++, change: found });
	}

	async begin(): Promise<Result<Begun>> {
		const { now, warnings } = this;
		return this.problem ?? ok({ cursor: { since: now, watermark: now }, warnings });
	}

	async look(
		_connection: Connection,
		cursor: Cursor,
		{ mayGoOn = () => true, rows }: HowToLook = {},
	): Promise<Result<CaughtUp>> {
		this.asked.push(cursor);
		this.wanted.push(rows);
		this.mayGoOn = mayGoOn;
		await this.before?.();
		if (this.problem) return this.problem;
		const { behind, ...rest } = cursor;
		const from = behind?.entries ?? cursor.watermark;
		const left = this.entries.filter(({ at }) => at >= from);
		const changes = left.slice(0, this.most).map((entry) => entry.change);
		const { warnings } = this;
		const next = left.at(this.most);
		const ahead = { ...rest, watermark: this.now };
		return next === undefined
			? ok({ changes, cursor: ahead, warnings })
			: ok({
					...{ changes, warnings, hasMore: true },
					cursor: { ...ahead, behind: { entries: next.at } },
				});
	}
}

/** One n8n process after another over the same database: what is static lasts, memory does not. */
export function setUp() {
	const ledger = new Ledger();
	const node = new FakeNode();
	node.staticData = {};
	/** What the next delivery reports. */
	const reported: { changes: Change[] } = { changes: [] };
	const normalize = async () => ok(reported.changes);
	/** The account of the credential. */
	const chosen = { account: 'prover.example' };
	const account = () => chosen.account;
	const vendor = { ...prover, account, normalize, subscriptions: undefined, catchUp: ledger };
	const binding = { ...bind(new FakeHub()), vendor };
	/** A clock that is never set. */
	const steady = { now: 0 };
	/** A process without an activation only receives. */
	const startProcess = async (activation?: string, isOlderLine = false) => {
		/** Ends the pauses of the process. */
		const pauses: Array<() => void> = [];
		const pause = async () => await new Promise<void>((resolve) => pauses.push(resolve));
		const memory = newProcessState(() => steady.now, pause);
		const hooks = lifecycle(binding, memory);
		let close: (() => Promise<void>) | undefined;
		const schedule = async () => {
			({ closeFunction: close } = await scheduleChecks(node.trigger(), binding, memory));
		};
		const activate = async (mode: string) => {
			node.crons = [];
			node.activation = mode;
			if (!isOlderLine) await schedule();
			await hooks.checkExists.call(node.hook());
			if (isOlderLine) await schedule();
		};
		if (activation !== undefined) await activate(activation);
		/** Lets a look take its turns. It pauses after a number of events, so it can need many. */
		const turns = async () => {
			const isFinding = () =>
				[...memory.catchUp.values()].some((each) => each.look !== undefined && !isEmitting(each));
			for (let turn = 0; turn < 50; turn++) await setImmediate();
			for (let turn = 0; turn < 200 && isFinding(); turn++) await setTimeout(1);
			for (let turn = 0; turn < 5; turn++) await setTimeout(1);
		};
		/** A tick, and the executions that it started. */
		const tick = async () => {
			await look();
			return await ran();
		};
		/** A tick, whose executions do not begin. */
		const look = async () => {
			node.emitted = [];
			node.endings = [];
			for (const cron of node.crons) cron.tick();
			await turns();
		};
		/** The time after the start passes. */
		const wait = async () => {
			node.emitted = [];
			node.endings = [];
			for (const end of pauses.splice(0)) end();
			return await ran();
		};
		const ran = async () => {
			await turns();
			const told: unknown[] = [];
			// The ends of executions let others begin.
			for (let from = 0; from < node.emitted.length; ) {
				const begun = node.emitted.length;
				for (const items of node.emitted.slice(from)) {
					const [out] = await execute(node.execution(items), binding, memory);
					told.push(...out.map(({ json }) => json.objectId));
				}
				for (const end of node.endings.slice(from)) end();
				from = begun;
				await turns();
			}
			return told;
		};
		let deliveries = 0;
		/** What n8n responds to a delivery that starts an execution. */
		const n8n = { status: 200 };
		/** A delivery of these changes, and n8n's response to it. Returns its items if it starts an execution. */
		const deliver = async (...changes: Change[]) => {
			reported.changes = changes;
			const told = { topic: 'order.updated', object: { id: ++deliveries } };
			const deliveryId = `delivery-${deliveries}`;
			const request = node.webhook(provenRequest(told, { deliveryId }));
			const { workflowData } = await receive(request, binding, memory, () => 0);
			if (workflowData !== undefined) {
				node.response.statusCode = n8n.status;
				node.response.end();
			}
			return { items: workflowData?.[0], status: node.response.statusCode };
		};
		const deactivate = async () => {
			await close?.();
			await hooks.delete.call(node.hook());
		};
		return {
			...{ memory, hooks, activate, deactivate, tick, look, wait, deliver, n8n },
			close: async () => await close?.(),
		};
	};
	return { ledger, node, binding, chosen, steady, startProcess };
}
