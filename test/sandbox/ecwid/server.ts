import { SkewedClock, type Clock } from '../clock';
import { amendAnswer, answerInstead, FaultRules, type FaultEffect } from '../faults';
import { startHttpServer, type Answer, type Call, type RunningServer } from '../http';
import { hashText, mix, Random } from '../random';
import { RequestLog } from '../requestLog';
import { LegacyApi } from './legacy';
import { RateLimit } from './limits';
import { ALL_SCOPES, RestApi, type Token } from './rest';
import { EcwidStore } from './store';
import { EcwidWebhooks } from './webhooks';

export interface EcwidOptions {
	storeId?: number;
	/** Milliseconds that Ecwid's clock is ahead of the sandbox's. */
	clockSkew?: number;
}

/** Ecwid with one store, on a port of this machine. */
export class EcwidSandbox {
	/** What came over the wire. */
	readonly requests = new RequestLog();
	readonly faults: FaultRules<FaultEffect, Call>;
	/** Stands for https://app.ecwid.com */
	readonly url: string;
	readonly store: EcwidStore;
	readonly webhooks: EcwidWebhooks;
	/** Counts the requests above the limit. */
	readonly limit: RateLimit;
	/** A token that may read everything. */
	readonly token: string;
	/** The legacy API's. */
	readonly keys: { orders: string; products: string };
	private readonly rest: RestApi;
	private readonly legacy: LegacyApi;
	private readonly random: Random;

	private constructor(
		private readonly server: RunningServer,
		/** Ecwid's own clock; its `skew` may be changed. */
		readonly clock: SkewedClock,
		seed: number,
		storeId: number,
	) {
		this.url = `http://127.0.0.1:${server.port}`;
		this.random = new Random(mix(seed, hashText('ecwid')));
		this.faults = new FaultRules(new Random(this.random.integer(0, 0xffffffff)));
		this.store = new EcwidStore(seed, clock, storeId);
		this.limit = new RateLimit(clock);
		this.rest = new RestApi(this.store, this.limit);
		this.keys = { orders: this.secret(12), products: this.secret(12) };
		this.legacy = new LegacyApi(this.store, this.keys);
		const secret = this.secret(32);
		this.webhooks = new EcwidWebhooks(seed, clock, this.store, this.legacy, secret);
		this.token = this.addToken();
	}

	/** Opens a store. */
	static async start(
		seed: number,
		clock: Clock,
		{ storeId = 1003, clockSkew = 0 }: EcwidOptions = {},
	): Promise<EcwidSandbox> {
		const opened: { sandbox?: EcwidSandbox } = {};
		const server = await startHttpServer((call) => (opened.sandbox as EcwidSandbox).handle(call));
		const own = new SkewedClock(clock, clockSkew);
		opened.sandbox = new EcwidSandbox(server, own, seed, storeId);
		return opened.sandbox;
	}

	/** Makes a token; without scopes it may read everything. */
	addToken(scopes: readonly string[] = ALL_SCOPES): string {
		const made: Token = { token: `secret_${this.secret(32)}`, scopes };
		this.rest.tokens.set(made.token, made);
		return made.token;
	}

	/** Takes a token back, as an uninstallation of the app does. */
	revokeToken(token: string): void {
		this.rest.tokens.delete(token);
	}

	/** Closes the port. */
	async close(): Promise<void> {
		this.webhooks.close();
		await this.server.close();
	}

	private async handle(call: Call): Promise<Answer> {
		const rules = this.faults.take(call);
		for (const rule of rules) await rule.beforeAnswer?.(call);
		const effects = rules.flatMap(({ effect }) => (effect ? [effect] : []));
		const answer = this.answerOf(call, effects);
		this.requests.add({
			at: this.clock.now(),
			method: call.method,
			path: call.path,
			query: call.query,
			parameters: Object.fromEntries(new URLSearchParams(call.query)),
			status: answer.status,
			bytes: Buffer.byteLength(answer.body),
		});
		return answer;
	}

	private answerOf(call: Call, effects: readonly FaultEffect[]): Answer {
		const date = new Date(this.clock.now()).toUTCString();
		for (const effect of effects) {
			const instead = answerInstead(effect, date);
			if (instead) return instead;
		}
		const own = call.path.startsWith('/api/v3/')
			? this.rest.answer(call)
			: call.path.startsWith('/api/v1/')
				? this.legacy.answer(call)
				: { status: 404, headers: {}, body: '' };
		const dated: Answer = { ...own, headers: { Date: date, ...own.headers } };
		return effects.reduce<Answer>((answer, effect) => amendAnswer(effect, answer), dated);
	}

	private secret(length: number): string {
		return this.random.text('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789', length);
	}
}
