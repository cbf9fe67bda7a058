import { setImmediate } from 'node:timers/promises';

import type { ITriggerFunctions } from 'n8n-workflow';

import type { Notice } from '../../../../nodes/core/health/incident';
import { execute } from '../../../../nodes/host/trigger/execute';
import type { RequestStream } from '../../../../nodes/host/trigger/delivery/delivery';
import { CredentialCache } from '../../../../nodes/host/trigger/delivery/credentialCache';
import { receive } from '../../../../nodes/host/trigger/delivery/receive';
import { HealthRegistry } from '../../../../nodes/host/health/registry';
import { newProcessState } from '../../../../nodes/host/trigger/processState';
import { lifecycle } from '../../../../nodes/host/trigger/subscription/lifecycle';
import { scheduleChecks } from '../../../../nodes/host/trigger/subscription/scheduleChecks';
import type { TriggerConfig } from '../../../../nodes/host/trigger/triggerConfig';
import { FakeNode } from '../fakes';

export const MINUTE = 60_000;
export const CHECK = 15 * MINUTE;

/** An active node of a vendor, whose health a test watches. Its clock moves only if the test says so. */
export class WatchedNode<Connection, Payload, Wanted, Existing> {
	readonly node = new FakeNode();
	readonly steady = { now: 0 };
	readonly state = newProcessState(
		() => this.steady.now,
		async () => undefined,
	);
	readonly notices: Notice[] = [];
	/** The failed executions that n8n was asked to store. */
	readonly failures: string[] = [];
	/** How many ticks n8n has started. */
	ticks = 0;
	private close: (() => Promise<void>) | undefined;
	private readonly hooks: ReturnType<typeof lifecycle>;

	/** @param config how the node connects to its vendor */
	constructor(readonly config: TriggerConfig<Connection, Payload, Wanted, Existing>) {
		this.node.staticData = {};
		this.state.health = new HealthRegistry(
			() => this.steady.now,
			() => Date.now() + this.steady.now,
		);
		this.state.credentialCache = new CredentialCache(
			() => this.steady.now,
			async () => undefined,
		);
		this.state.health.subscribe('test', (notices) => this.notices.push(...notices));
		this.hooks = lifecycle(config, this.state) as ReturnType<typeof lifecycle>;
	}

	/** What n8n does when a workflow is published, or when n8n starts (`init`). */
	async activate(mode = 'activate'): Promise<this> {
		const { node } = this;
		node.crons = [];
		node.activation = mode;
		const saveFailedExecution = ({ message }: Error) => void this.failures.push(message);
		const functions = { ...node.trigger(), saveFailedExecution } as unknown as ITriggerFunctions;
		({ closeFunction: this.close } = await scheduleChecks(functions, this.config, this.state));
		const exists = await this.hooks.checkExists.call(node.hook());
		if (!exists) await this.hooks.create.call(node.hook());
		return this;
	}

	async deactivate(): Promise<void> {
		await this.close?.();
		await this.hooks.delete.call(this.node.hook());
	}

	/** Checks, one interval after the other, and the executions that they start. Returns the emitted object ids. */
	async check(times = 1): Promise<unknown[]> {
		const emitted: unknown[] = [];
		for (let count = 0; count < times; count++) {
			this.steady.now += CHECK;
			this.ticks++;
			this.node.emitted = [];
			this.node.endings = [];
			for (const { tick } of this.node.crons) tick();
			await this.settled();
			for (const items of this.node.emitted) emitted.push(...(await this.run(items)));
			for (const end of this.node.endings) end();
			await setImmediate();
		}
		return emitted;
	}

	/** A delivery, and its execution if it starts one. Returns the status of the response. */
	async deliver(request: RequestStream, isAbandoned = false): Promise<number> {
		const { node } = this;
		const functions = node.webhook(request);
		const { response } = node;
		const { workflowData } = await receive(functions, this.config, this.state);
		if (workflowData === undefined) return response.statusCode;
		if (isAbandoned) {
			response.close();
			return 0;
		}
		response.end();
		await this.run(workflowData[0]);
		return response.statusCode;
	}

	/** The incidents so far, as `opened kind/cause`. */
	words(): string[] {
		return this.notices.map(({ state, incident: { kind, cause } }) => `${state} ${kind}/${cause}`);
	}

	/** The last incident. */
	last() {
		return this.notices[this.notices.length - 1]?.incident;
	}

	private async run(items: Parameters<FakeNode['execution']>[0]): Promise<unknown[]> {
		const [out] = await execute(this.node.execution(items), this.config, this.state);
		return out.map(({ json }) => json.objectId);
	}

	/** Waits until the check has ended. A check of a simulator makes requests. */
	private async settled(): Promise<void> {
		const key = 'workflow-1/node-1/live';
		for (let count = 0; count < 20; count++) await setImmediate();
		for (let count = 0; count < 5_000; count++) {
			const isLocked = this.state.mutex.isLocked(key);
			if (!isLocked && this.state.catchUp.get(key)?.look === undefined) break;
			await setImmediate();
		}
		for (let count = 0; count < 20; count++) await setImmediate();
	}
}
