import { randomUUID } from 'node:crypto';

import { systemClock, type Clock } from '../clock';
import {
	amendAnswer,
	answerInstead,
	FaultRules,
	type FaultEffect,
	type MatchableRequest,
} from '../faults';
import { startHttpServer, type Answer, type Call, type RunningServer } from '../http';
import type { JsonObject } from '../json';
import { hashText, mix, Random } from '../random';
import { RequestLog } from '../requestLog';
import { BoxActs } from './acts';
import { answerCall } from './api';
import { BoxCourier } from './courier';
import { errorBody, Refusal } from './errors';
import { EventLog } from './events';
import { Items, type BoxUser } from './items';
import { CALLS_PER_MINUTE, RateLimit } from './rateLimit';
import { TokenRefusal, Tokens, type BoxApp } from './tokens';
import { WebhookStore } from './webhooks';

/** How Box is set up; everything has a default. */
export interface BoxOptions {
	/** Where the app lets browsers be sent back to. */
	redirectUris?: string[];
	/** Takes URLs that Box would not call: http, and this machine. */
	takesAnyUrl?: boolean;
	/** Maximum number of webhooks of a page. Defaults to 1000. */
	largestPage?: number;
	/** API calls of a user in a minute, 1,000 by default. */
	callsPerMinute?: number;
	/** Milliseconds until a delivery has to be answered; 30,000 by default. */
	timeout?: number;
}

/** Box, listening on a port of this machine, for one enterprise with one app and two people. */
export class BoxSandbox {
	readonly enterpriseId = '27335';
	/** Logs in and clicks, wherever a person has to. */
	readonly user: BoxUser = { id: '226067247', name: 'Jörg Müller', login: 'joerg@acme.example' };
	/** Sees nothing of the user's files unless invited. */
	readonly colleague: BoxUser = { id: '226067999', name: 'Ana', login: 'ana@acme.example' };
	readonly app: BoxApp;
	readonly items: Items;
	readonly tokens: Tokens;
	readonly webhooks: WebhookStore;
	readonly courier: BoxCourier;
	/** The event streams. */
	readonly events: EventLog;
	/** What people do, which webhooks and streams tell. */
	readonly acts: BoxActs;
	/** Where the public names that webhooks call are on this machine. */
	readonly hosts = new Map<string, string>();
	readonly requests = new RequestLog();
	private readonly rateLimit: RateLimit;
	/** Rules by which requests go wrong. */
	readonly faults: FaultRules<FaultEffect, MatchableRequest>;

	private constructor(
		private readonly server: RunningServer,
		private readonly clock: Clock,
		seed: number,
		{
			redirectUris = [],
			takesAnyUrl = false,
			largestPage = 1000,
			callsPerMinute = CALLS_PER_MINUTE,
			timeout = 30_000,
		}: BoxOptions,
	) {
		const random = new Random(mix(seed, hashText('box')));
		const secret = () => random.text('abcdefghijklmnopqrstuvwxyz0123456789', 32);
		const now = () => clock.now();
		const serviceAccount = {
			id: '226068000',
			name: 'Events',
			login: 'AutomationUser_1_abc@boxdevedition.com',
		};
		this.app = {
			clientId: secret(),
			clientSecret: secret(),
			redirectUris,
			serviceAccount,
			mayManageWebhooks: true,
			mayManageEnterprise: false,
			isAuthorized: true,
			keys: { primary: secret(), secondary: secret() },
		};
		const { enterpriseId, app, user, colleague } = this;
		const users = [user, colleague, serviceAccount];
		this.tokens = new Tokens({ apps: [app], users, enterpriseId, random, now });
		this.items = new Items(random, now);
		this.webhooks = new WebhookStore({ items: this.items, now, largestPage, takesAnyUrl });
		const { webhooks: store, tokens, hosts } = this;
		this.courier = new BoxCourier({ store, tokens, now, timeout, hosts });
		this.events = new EventLog(new Random(mix(seed, hashText('events'))), now);
		this.acts = new BoxActs({ items: this.items, courier: this.courier, events: this.events, now });
		this.faults = new FaultRules(random);
		this.rateLimit = new RateLimit(callsPerMinute);
	}

	/** Opens it, with nothing in it. */
	static async start(
		seed = 1,
		clock: Clock = systemClock,
		options: BoxOptions = {},
	): Promise<BoxSandbox> {
		const opened: { sandbox?: BoxSandbox } = {};
		const server = await startHttpServer(
			async (call) => await (opened.sandbox as BoxSandbox).handle(call),
		);
		opened.sandbox = new BoxSandbox(server, clock, seed, options);
		return opened.sandbox;
	}

	get url(): string {
		return `http://127.0.0.1:${this.server.port}`;
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	private async handle(call: Call): Promise<Answer> {
		const rules = this.faults.take(call);
		for (const rule of rules) await rule.beforeAnswer?.(call);
		const effects = rules.flatMap(({ effect }) => (effect ? [effect] : []));
		const date = new Date(this.clock.now()).toUTCString();
		const instead = effects.map((effect) => answerInstead(effect, date)).find((one) => one);
		const own = instead ?? this.answer(call, date);
		const answer = effects.reduce((amended, effect) => amendAnswer(effect, amended), own);
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

	private answer(call: Call, date: string): Answer {
		if (call.path === '/api/oauth2/authorize') return this.authorize(call, date);
		if (call.path === '/oauth2/token') return this.grant(call, date);
		const session = this.tokens.sessionOf(call.headers.authorization);
		if (session === undefined) {
			const challenge =
				'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."';
			return { status: 401, headers: { Date: date, 'WWW-Authenticate': challenge }, body: '' };
		}
		const wait = this.rateLimit.take(session.user.id, this.clock.now());
		if (wait !== undefined) {
			const refusal = new Refusal(429, 'rate_limit_exceeded', 'Request rate limit exceeded');
			const answer = json(429, errorBody(refusal, randomUUID()), date);
			return { ...answer, headers: { ...answer.headers, 'Retry-After': String(wait) } };
		}
		try {
			const { items, webhooks, events, enterpriseId } = this;
			const setup = { items, webhooks, events, enterpriseId };
			const { status, body, isNumber } = answerCall(session, call, setup);
			if (body === undefined) return { status, headers: { Date: date }, body: '' };
			const answer = json(status, body, date);
			return isNumber ? { ...answer, body: withNumber(answer.body) } : answer;
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return json(error.status, errorBody(error, randomUUID()), date);
		}
	}

	/** The user is logged in and grants access at once. */
	private authorize(call: Call, date: string): Answer {
		try {
			const to = this.tokens.authorize(new URLSearchParams(call.query), this.user);
			return { status: 302, headers: { Date: date, Location: to }, body: '' };
		} catch (error) {
			return refusedToken(error, date);
		}
	}

	private grant(call: Call, date: string): Answer {
		try {
			const isForm = /^application\/x-www-form-urlencoded\b/.test(
				call.headers['content-type'] ?? '',
			);
			if (call.method !== 'POST' || !isForm)
				throw new TokenRefusal('invalid_request', 'A form has to be posted');
			return json(200, this.tokens.grant(new URLSearchParams(call.body)), date);
		} catch (error) {
			return refusedToken(error, date);
		}
	}
}

function refusedToken(error: unknown, date: string): Answer {
	if (!(error instanceof TokenRefusal)) throw error;
	return json(error.status, { error: error.error, error_description: error.message }, date);
}

/** Writes the position of an event stream as a number, which `JSON.stringify` cannot beyond 2^53. */
function withNumber(body: string): string {
	return body.replace(/"next_stream_position":"(\d+)"/, '"next_stream_position":$1');
}

function json(status: number, body: JsonObject, date: string): Answer {
	return {
		status,
		headers: { Date: date, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	};
}
