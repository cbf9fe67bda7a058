import {
	amendAnswer,
	answerInstead,
	type AnswerMemory,
	type FaultEffect,
	type FaultRule,
} from '../faults';
import type { Answer, Call } from '../http';
import { without, type JsonValue } from '../json';
import { flattenPhp, parsePhpQuery } from './phpQuery';

/** Faults of a list, beside those that any server can have. */
type ListFault =
	/** 200 with no rows and a total of 0, by mistake. */
	| { kind: 'emptyList' }
	/** A total that is off by so much. */
	| { kind: 'wrongTotal'; by: number }
	/** Rows that fall between two pages: the answer starts so many rows, or a page, later. */
	| { kind: 'missingRows'; rows?: number }
	/** A plugin that takes one object out of the pages of a list, but not out of its total. */
	| { kind: 'hiddenRow'; id: number }
	/** A plugin's filter that returns something else instead of the row of one object. */
	| { kind: 'oddRow'; id: number; row: JsonValue }
	/** A fatal error of PHP whenever the object is in a response; with `unlessFields`, not if `_fields` leaves it out. */
	| { kind: 'brokenObject'; id: number; unlessFields?: boolean };

export type ShopFault = FaultEffect | ListFault;

/** A request as rules see it. */
export interface ShopRequest extends Call {
	resource?: string;
}

export type ShopFaultRule = FaultRule<ShopFault, ShopRequest>;

/** How many rows the faults let fall out of a list. */
export function rowsToSkip(effects: readonly ShopFault[], perPage: number): number {
	return effects.reduce(
		(sum, effect) => sum + (effect.kind === 'missingRows' ? (effect.rows ?? perPage) : 0),
		0,
	);
}

/** What goes out in place of the shop's own answer, if a fault says so. */
export function answerInPlace(
	effects: readonly ShopFault[],
	date: string,
	call: Call,
	memory: AnswerMemory,
): Answer | undefined {
	for (const effect of effects) {
		const answer =
			effect.kind === 'staleCache'
				? cached(effect, call, memory)
				: answerInstead(effect as FaultEffect, date);
		if (answer) return answer;
	}
	return undefined;
}

function cached(
	{ minds, heeds }: Extract<ShopFault, { kind: 'staleCache' }>,
	call: Call,
	memory: AnswerMemory,
): Answer | undefined {
	if (heeds !== undefined && call.headers['cache-control'] === heeds) return undefined;
	return memory.recall(cacheKeys(call)[minds === undefined ? 1 : 0]);
}

/** What two page caches tell requests apart by: all parameters but a signature, or those that WordPress knows. */
export function cacheKeys(call: Call): [string, string] {
	const pairs = flattenPhp(parsePhpQuery(call.query)).filter(
		([name]) => !name.startsWith('oauth_'),
	);
	const known = pairs.filter(([name]) => name !== '_');
	const keyOf = (list: typeof pairs) => list.map((pair) => pair.join('=')).join('&');
	return [`all ${call.path}?${keyOf(pairs)}`, `${call.path}?${keyOf(known)}`];
}

/** The shop's own answer as the faults leave it. */
export function amend(effects: readonly ShopFault[], own: Answer, query: string): Answer {
	return effects.reduce((answer, effect) => {
		if (effect.kind === 'hiddenRow') return withoutRow(answer, effect.id);
		if (effect.kind === 'oddRow') return withOddRow(answer, effect);
		if (effect.kind === 'brokenObject') return withBrokenObject(answer, effect, query);
		if (effect.kind === 'emptyList') return emptied(answer);
		if (effect.kind === 'wrongTotal') return withTotal(answer, effect.by);
		return amendAnswer(effect as FaultEffect, answer);
	}, own);
}

function withoutRow(answer: Answer, id: number): Answer {
	const body = JSON.parse(answer.body) as JsonValue;
	if (!Array.isArray(body)) return answer;
	return { ...answer, body: JSON.stringify(body.filter((row) => idOf(row) !== id)) };
}

function withOddRow(
	answer: Answer,
	{ id, row: odd }: Extract<ShopFault, { kind: 'oddRow' }>,
): Answer {
	const body = JSON.parse(answer.body) as JsonValue;
	if (!Array.isArray(body)) return answer;
	return { ...answer, body: JSON.stringify(body.map((row) => (idOf(row) === id ? odd : row))) };
}

/** What WordPress answers when PHP has died (wp_die with JSON, WP_Fatal_Error_Handler). */
const CRITICAL = {
	code: 'internal_server_error',
	message: '<p>There has been a critical error on this website.</p>',
	data: { status: 500 },
};

function withBrokenObject(
	answer: Answer,
	{ id, unlessFields = false }: Extract<ShopFault, { kind: 'brokenObject' }>,
	query: string,
): Answer {
	if (unlessFields && /(?:^|&)_fields=/.test(query)) return answer;
	const body = JSON.parse(answer.body) as JsonValue;
	if (![body].flat().some((row) => idOf(row as JsonValue) === id)) return answer;
	const headers = without(without(answer.headers, 'X-WP-Total'), 'X-WP-TotalPages');
	return { status: 500, headers, body: JSON.stringify(CRITICAL) };
}

function idOf(row: JsonValue): JsonValue | undefined {
	return typeof row === 'object' && row !== null && !Array.isArray(row) ? row.id : undefined;
}

function emptied(answer: Answer): Answer {
	const headers = without(answer.headers, 'Link');
	return {
		...answer,
		headers: { ...headers, 'X-WP-Total': '0', 'X-WP-TotalPages': '0' },
		body: '[]',
	};
}

function withTotal(answer: Answer, by: number): Answer {
	const total = answer.headers['X-WP-Total'];
	if (total === undefined) return answer;
	const wrong = String(Math.max(0, Number(total) + by));
	return { ...answer, headers: { ...answer.headers, 'X-WP-Total': wrong } };
}
