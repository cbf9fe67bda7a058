import {
	amendAnswer,
	answerInstead,
	type AnswerMemory,
	type FaultEffect,
	type FaultRule,
} from '../faults';
import type { Answer, Call } from '../http';
import { without } from '../json';

/** Faults of a list, beside those that any server can have. */
type ListFault =
	/** 200 with no rows and a total of 0, by mistake. */
	| { kind: 'emptyList' }
	/** A total that is off by so much. */
	| { kind: 'wrongTotal'; by: number }
	/** Rows that fall between two pages: the answer starts so many rows, or a page, later. */
	| { kind: 'missingRows'; rows?: number };

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
	url: string,
	memory: AnswerMemory,
): Answer | undefined {
	for (const effect of effects) {
		const answer =
			effect.kind === 'staleCache'
				? memory.recall(url)
				: answerInstead(effect as FaultEffect, date);
		if (answer) return answer;
	}
	return undefined;
}

/** The shop's own answer as the faults leave it. */
export function amend(effects: readonly ShopFault[], own: Answer): Answer {
	return effects.reduce((answer, effect) => {
		if (effect.kind === 'emptyList') return emptied(answer);
		if (effect.kind === 'wrongTotal') return withTotal(answer, effect.by);
		return amendAnswer(effect as FaultEffect, answer);
	}, own);
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
