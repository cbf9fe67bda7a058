import type { Answer } from './http';
import { without, type JsonValue } from './json';
import type { Random } from './random';

/** What of a request a rule can look at. */
export interface MatchableRequest {
	method: string;
	path: string;
	query: string;
	resource?: string;
	/** What a webhook's delivery is about: the vendor's topic and the object's id. */
	topic?: string;
	id?: unknown;
}

interface FaultMatch {
	method?: string | readonly string[];
	path?: RegExp;
	/** Tested against the query string as sent. */
	query?: RegExp;
	resource?: string;
	topic?: string | readonly string[];
	id?: unknown;
}

/** Faults that any server on the web can have. */
export type FaultEffect =
	/** Any status; `retryAfter` in seconds, or a date. */
	| {
			kind: 'status';
			status: number;
			body?: JsonValue;
			retryAfter?: number | string;
			headers?: Record<string, string>;
	  }
	/** A page for people where JSON is due: maintenance mode, a firewall's challenge. */
	| { kind: 'html'; status?: number; body?: string }
	/** Never answers; the connection stays open until the sandbox closes. */
	| { kind: 'hang' }
	/** Cuts the connection without an answer. */
	| { kind: 'close' }
	/** Announces the whole body, sends half of it, cuts the connection. */
	| { kind: 'half' }
	/** Answers late, by this machine's time. */
	| { kind: 'slow'; milliseconds: number }
	/** Sends to another address. */
	| { kind: 'redirect'; to: string; status?: number }
	/** A `Date` header that is wrong by so much. */
	| { kind: 'wrongDate'; milliseconds: number }
	/** What the same URL was answered before, date and all, as a forgotten page cache does. */
	| {
			kind: 'staleCache';
			/** Whether parameters that WordPress does not know make another URL. */
			minds?: 'all parameters';
			/** Whether `Cache-Control: no-cache` is heeded. */
			heeds?: 'no-cache';
	  }
	/** Text around the body: a byte order mark, a notice of PHP, the comment of a cache. */
	| { kind: 'noise'; before?: string; after?: string }
	/** A proxy that removes a header. */
	| { kind: 'withoutHeader'; name: string };

/** A rule of a test: which requests, how often, and what happens. */
export interface FaultRule<Effect, Request> {
	match?: FaultMatch;
	/** Lets so many matching requests pass first. */
	skip?: number;
	/** Fires so many times; for ever where not given. */
	times?: number;
	/** Fires by chance (by the sandbox's seed); always where not given. */
	probability?: number;
	/** Runs before the answer is made: the place to change the shop between two pages. */
	beforeAnswer?: (request: Request) => void | Promise<void>;
	effect?: Effect;
}

/** What a test keeps of a rule it has pushed. */
export interface PushedRule {
	/** How often it has fired. */
	readonly fired: number;
	remove(): void;
}

interface StandingRule<Effect, Request> {
	rule: FaultRule<Effect, Request>;
	seen: number;
	fired: number;
}

/** The rules that tests have pushed, in order. */
export class FaultRules<Effect, Request extends MatchableRequest> {
	private standing: StandingRule<Effect, Request>[] = [];

	constructor(private readonly random: Random) {}

	/** Adds a rule; it stays until its `times` are over, or it is removed. */
	push(rule: FaultRule<Effect, Request>): PushedRule {
		const added: StandingRule<Effect, Request> = { rule, seen: 0, fired: 0 };
		this.standing.push(added);
		return {
			get fired() {
				return added.fired;
			},
			remove: () => {
				this.standing = this.standing.filter((other) => other !== added);
			},
		};
	}

	/** Removes all rules. */
	clear(): void {
		this.standing = [];
	}

	/** The rules that fire on this request; each call counts as one request. */
	take(request: Request): FaultRule<Effect, Request>[] {
		return this.standing
			.filter((standing) => matches(standing.rule.match ?? {}, request))
			.filter((standing) => this.fires(standing))
			.map((standing) => standing.rule);
	}

	private fires(standing: StandingRule<Effect, Request>): boolean {
		const { skip = 0, times = Infinity, probability = 1 } = standing.rule;
		standing.seen += 1;
		if (standing.seen <= skip || standing.fired >= times) return false;
		if (probability < 1 && !this.random.chance(probability)) return false;
		standing.fired += 1;
		return true;
	}
}

function matches(match: FaultMatch, request: MatchableRequest): boolean {
	return (
		isOneOf(match.method, request.method) &&
		isOneOf(match.topic, request.topic) &&
		(match.id === undefined || match.id === request.id) &&
		(!match.path || match.path.test(request.path)) &&
		(!match.query || match.query.test(request.query)) &&
		(!match.resource || match.resource === request.resource)
	);
}

function isOneOf(wanted: string | readonly string[] | undefined, value?: string): boolean {
	if (wanted === undefined) return true;
	return value !== undefined && [wanted].flat().includes(value);
}

const MAINTENANCE =
	'<!DOCTYPE html><html><head><title>Maintenance</title></head><body>' +
	'<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1></body></html>';

type OfKind<Kind> = Extract<FaultEffect, { kind: Kind }>;

/** The faults that answer in the server's place. */
const INSTEAD: {
	readonly [Kind in FaultEffect['kind']]?: (effect: OfKind<Kind>) => Omit<Answer, 'headers'> & {
		headers?: Record<string, string>;
	};
} = {
	status: (effect) => ({
		status: effect.status,
		headers: {
			'Content-Type': 'application/json; charset=UTF-8',
			...(effect.retryAfter !== undefined && { 'Retry-After': String(effect.retryAfter) }),
			...effect.headers,
		},
		body: JSON.stringify(effect.body ?? null),
	}),
	html: (effect) => ({
		status: effect.status ?? 200,
		headers: { 'Content-Type': 'text/html; charset=UTF-8' },
		body: effect.body ?? MAINTENANCE,
	}),
	redirect: (effect) => ({
		status: effect.status ?? 302,
		headers: { Location: effect.to, 'Content-Type': 'text/html' },
		body: '',
	}),
	hang: () => ({ status: 0, body: '', transport: 'hang' }),
	close: () => ({ status: 0, body: '', transport: 'close' }),
};

/** The answer that a fault gives instead of the server's own; undefined where it gives none. */
export function answerInstead(effect: FaultEffect, date: string): Answer | undefined {
	const make = INSTEAD[effect.kind] as
		| ((effect: FaultEffect) => ReturnType<NonNullable<typeof INSTEAD.status>>)
		| undefined;
	const answer = make?.(effect);
	return answer && { ...answer, headers: { Date: date, ...answer.headers } };
}

/** The server's own answer as a fault leaves it. */
export function amendAnswer(effect: FaultEffect, answer: Answer): Answer {
	if (effect.kind === 'noise') {
		const { before = '', after = '' } = effect;
		return { ...answer, body: `${before}${answer.body}${after}` };
	}
	if (effect.kind === 'withoutHeader')
		return { ...answer, headers: without(answer.headers, effect.name) };
	if (effect.kind === 'half') return { ...answer, transport: 'half' };
	if (effect.kind === 'wrongDate') {
		const wrong = Date.parse(answer.headers.Date) + effect.milliseconds;
		return { ...answer, headers: { ...answer.headers, Date: new Date(wrong).toUTCString() } };
	}
	return answer;
}

/** Remembers the latest good answers by URL, for the stale cache. */
export class AnswerMemory {
	private readonly answers = new Map<string, Answer>();

	constructor(private readonly capacity = 32) {}

	remember(url: string, answer: Answer): void {
		this.answers.delete(url);
		this.answers.set(url, answer);
		if (this.answers.size > this.capacity)
			this.answers.delete(this.answers.keys().next().value as string);
	}

	recall(url: string): Answer | undefined {
		return this.answers.get(url);
	}
}
