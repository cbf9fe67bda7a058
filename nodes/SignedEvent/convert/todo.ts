import { shownText } from '../../core/text/shownText';

/** Why something is left to do, in the order of the list. */
export const TODO = {
	/** The body holds a placeholder or a masked value. */
	placeholder: 'placeholder',
	/** The body lacks a required value. */
	missing: 'missing',
	/** The value cannot be used. */
	misfit: 'misfit',
	/** A secret that was left out. */
	secret: 'secret',
	/** A step at the vendor, or with n8n's OAuth. */
	step: 'step',
	/** A value that the body does not decide. */
	choice: 'choice',
	/** A parameter that this vendor or way of capture does not use. */
	unused: 'unused',
	/** A key that is not a known parameter. */
	unknown: 'unknown',
	activate: 'activate',
} as const;
type TodoReason = (typeof TODO)[keyof typeof TODO];

/** One thing that the user has to do or to check. */
export interface Todo {
	reason: TodoReason;
	/** Cloud Elements' key, if there is one. */
	key?: string;
	/** What happened, and the next step. It holds no secret. */
	message: string;
}

const ORDER: readonly TodoReason[] = Object.values(TODO);

/** Returns the list in the order of `TODO`, with texts that are safe to show. */
export function inOrder(todo: readonly Todo[]): Todo[] {
	return todo
		.map(({ reason, key, message }) => ({
			reason,
			...(key === undefined ? {} : { key: shownText(key, 200) }),
			message: shownText(message),
		}))
		.sort((left, right) => ORDER.indexOf(left.reason) - ORDER.indexOf(right.reason));
}
