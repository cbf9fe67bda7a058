import type { NormalizedEvent } from '../../../nodes/core/event';
import { BoxWork, TRIGGERS } from '../../model/boxWork';
import { headersOf } from '../../sandbox/box/courier';
import { BoxSandbox } from '../../sandbox/box/server';
import type { Clock } from '../../sandbox/clock';
import { Random } from '../../sandbox/random';
import type { CredentialStub, WorkflowJson } from '../support/n8n';
import { workflowOf, type Site } from './site';
import { Wire, type Place } from './wire';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Box's dates are whole seconds, and its clock stands still while something happens, so that the truth has its date. */
class WholeSeconds implements Clock {
	private stopped: number | undefined;

	constructor(private readonly clock: Clock) {}

	now(): number {
		return this.stopped ?? Math.floor(this.clock.now() / SECOND) * SECOND;
	}

	async during(act: () => Promise<void>): Promise<void> {
		this.stopped = this.now();
		try {
			await act();
		} finally {
			this.stopped = undefined;
		}
	}
}

/** An account of Box whose user works in a monitored folder and outside it. */
export class BoxSite implements Site {
	readonly vendor = 'Box';
	readonly trigger = 'Box';
	readonly log: string[] = [];
	/** Box keeps two weeks. */
	readonly longestGap = 13.5 * DAY;
	onLook = async () => {};
	lookRequests = 0;
	isDisturbed = false;
	acts = 0;
	readonly workflow: WorkflowJson;
	private readonly work: BoxWork;

	private constructor(
		readonly id: string,
		readonly seed: number,
		private readonly random: Random,
		private readonly sandbox: BoxSandbox,
		private readonly clock: WholeSeconds,
		readonly wire: Wire,
		readonly credential: CredentialStub,
		callbackUrl: string,
	) {
		const note = (line: string) => this.log.push(`${this.time} ${line}`);
		this.work = new BoxWork(sandbox, random, () => clock.now(), note);
		const { watched } = this.work;
		const parameters = { triggers: [...TRIGGERS].sort(), targets: watched.id };
		this.workflow = workflowOf(this, 'box.json', parameters, callbackUrl);
		sandbox.courier.post = async (url, _headers, body) => {
			const headers = () => headersOf(body, sandbox.app.keys, clock.now());
			const status = await wire.send({ url, headers, body });
			this.log.push(`${this.time}   webhook ${/"trigger":"([^"]*)"/.exec(body)?.[1]}: ${status}`);
			return status;
		};
		this.mend();
	}

	static async open(
		id: string,
		seed: number,
		sharedClock: Clock,
		place: Place,
		callbackUrl: string,
	): Promise<BoxSite> {
		const random = new Random(seed);
		const clock = new WholeSeconds(sharedClock);
		const sandbox = await BoxSandbox.start(seed, clock, { callsPerMinute: 100_000 });
		Object.assign(sandbox.events.habits, {
			duplicates: random.pick([0, 0.3]),
			lateness: random.pick([0, 20 * SECOND, 3 * MINUTE]),
			shortPages: random.pick([0, 0.5]),
			positions: random.pick(['text', 'number', 'mixed']),
			expired: random.pick(['oldest', 'error']),
		});
		const { app, user } = sandbox;
		const credential = {
			...{ id, name: id, type: 'signedEventsBoxOAuth2Api' },
			data: {
				...{ grantType: 'clientCredentials', subjectType: 'user', subjectId: user.id },
				...{ clientId: app.clientId, clientSecret: app.clientSecret },
				...{ primarySignatureSecret: app.keys.primary },
				...{ secondarySignatureSecret: app.keys.secondary },
				...{ useBaseUrl: true, baseUrl: sandbox.url },
			},
		};
		const wire = new Wire(place);
		return new BoxSite(id, seed, random, sandbox, clock, wire, credential, callbackUrl);
	}

	async act(): Promise<void> {
		this.acts++;
		await this.clock.during(async () => await this.work.act());
	}

	async retry(): Promise<void> {
		await this.sandbox.courier.retryDue();
	}

	unsubscribe(): void {
		this.log.push(`${this.time} webhooks are deleted`);
		for (const { id } of this.sandbox.webhooks.all()) this.sandbox.webhooks.drop(id);
	}

	disturb(): void {
		this.isDisturbed = true;
		const { random, sandbox } = this;
		const [skip, times] = [random.integer(0, 3), random.integer(1, 3)];
		const how = random.pick(['throttled', 'failed', 'closed'] as const);
		this.log.push(`${this.time} ${how} after ${skip} requests, ${times} times`);
		const match = { path: /events|folders|files|webhooks/ };
		if (how === 'throttled')
			sandbox.faults.push({
				...{ match, skip, times },
				effect: { kind: 'status', status: 429, retryAfter: 2 },
			});
		else if (how === 'failed')
			sandbox.faults.push({ match, skip, times, effect: { kind: 'status', status: 500 } });
		else sandbox.faults.push({ match, skip, times, effect: { kind: 'close' } });
	}

	mend(): void {
		this.isDisturbed = false;
		this.wire.mend();
		this.sandbox.faults.clear();
		this.sandbox.faults.push({
			match: { path: /\/events$/ },
			beforeAnswer: async ({ query }) => {
				// An activation asks where the streams are now.
				if (query.includes('stream_position=now')) return;
				this.lookRequests++;
				await this.onLook();
			},
		});
	}

	faultsOf(told: readonly NormalizedEvent[]): string[] {
		return this.work.faultsOf(told);
	}

	async close(): Promise<void> {
		await this.sandbox.close();
	}

	private get time(): string {
		return new Date(this.clock.now()).toISOString();
	}
}
