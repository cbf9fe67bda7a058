import { BoundedMap } from '../../../core/cache/boundedMap';
import { steadyClock, type Clock } from '../../clock';
import { isTestKey } from '../webhookUrls';

/** How long after an attempt n8n may call `delete` because of it, in milliseconds. */
const WITHIN_MS = {
	/** n8n calls it at once, after a few queries of its database. */
	failed: 60_000,
	/** n8n 1.x then runs the hooks of the workflow's other nodes, and one of them may fail. */
	hooked: 10 * 60_000,
};

/** Limits the memory. */
const MOST = 10_000;

interface Attempt {
	/** `hooked` if the hooks have succeeded, and `trigger()` has not run yet. */
	phase: 'hooks' | keyof typeof WITHIN_MS;
	/** When the phase began. */
	at: number;
}

/** What one attempt to start a node reports. */
export interface AttemptOfStart {
	succeeded(): void;
	failed(): void;
}

/**
 * The attempts of n8n to activate workflows again when it starts. After a failed attempt, n8n calls `delete`, as it does
 * at a deactivation. n8n 1.x calls it for all nodes of the workflow, although only one has failed (`addWebhooks` and
 * `clearWebhooks` in active-workflow-manager.js of n8n 1.123.81). It calls `trigger()` only after the hooks of all nodes.
 * n8n 2.41 calls `delete` for the failed node alone, and runs `trigger()` at the same time as the hooks
 * (workflow-trigger-activator.js).
 */
export class Starts {
	private readonly attempts = new BoundedMap<string, Attempt>(MOST);
	/** The last failed attempts by workflow, and the nodes for which n8n has called `delete` since. */
	private readonly failures = new BoundedMap<string, { at: number; ended: Set<string> }>(MOST);
	/** Nodes whose `trigger()` has run. */
	private readonly triggered = new Set<string>();

	/** @param clock has to be monotonic */
	constructor(private readonly clock: Clock = steadyClock) {}

	/** Begins a hook of a start. */
	begin(node: string, workflow: string): AttemptOfStart {
		const attempt: Attempt = { phase: 'hooks', at: this.clock() };
		this.attempts.set(node, attempt);
		const isCurrent = () => this.attempts.get(node) === attempt;
		return {
			succeeded: () => {
				if (isCurrent() && this.triggered.has(node)) this.attempts.delete(node);
				Object.assign(attempt, { phase: 'hooked', at: this.clock() });
			},
			failed: () => {
				Object.assign(attempt, { phase: 'failed', at: this.clock() });
				if (isCurrent()) this.failures.set(workflow, { at: this.clock(), ended: new Set() });
			},
		};
	}

	/** Notes that `trigger()` runs, which ends an attempt whose hooks have succeeded. */
	trigger(node: string): void {
		this.triggered.add(node);
		if (this.attempts.get(node)?.phase === 'hooked') this.attempts.delete(node);
	}

	/** Notes that n8n ends what `trigger()` began. */
	close(node: string): void {
		this.triggered.delete(node);
	}

	/** Forgets the attempts of a workflow that a person activates. A test in the editor activates only its own webhook. */
	forget(node: string, workflow: string): void {
		this.attempts.delete(node);
		if (!isTestKey(node)) this.failures.delete(workflow);
	}

	/**
	 * Returns whether n8n calls `delete` because an attempt failed, and ends the attempt. The attempt of a node that n8n
	 * deactivates while a hook of it still runs has not failed.
	 */
	end(node: string, workflow: string): boolean {
		const attempt = this.attempts.get(node);
		this.attempts.delete(node);
		const failure = this.failures.get(workflow);
		const isOfOther =
			failure !== undefined &&
			!isTestKey(node) &&
			!this.triggered.has(node) &&
			!failure.ended.has(node) &&
			this.clock() - failure.at < WITHIN_MS.failed;
		failure?.ended.add(node);
		if (attempt === undefined) return isOfOther;
		return attempt.phase !== 'hooks' && this.clock() - attempt.at < WITHIN_MS[attempt.phase];
	}
}
