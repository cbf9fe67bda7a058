import { shownText } from '../../core/shownText';

/** Why something is left to do; in the order in which it is shown. */
export const TODO = {
	/** The body holds a placeholder or a masked value where a real one belongs. */
	placeholder: 'placeholder',
	/** The body lacks what the workflow needs. */
	missing: 'missing',
	/** The body's value cannot be used as it is. */
	misfit: 'misfit',
	/** A secret of the body that was not carried over. */
	secret: 'secret',
	/** Something to be done at the vendor, or with n8n's own OAuth. */
	step: 'step',
	/** The body leaves it open, and this was chosen. */
	choice: 'choice',
	/** A parameter that has no meaning for this vendor or way of capture. */
	unused: 'unused',
	/** A key that nothing here knows. */
	unknown: 'unknown',
	activate: 'activate',
} as const;
export type TodoReason = (typeof TODO)[keyof typeof TODO];

/** One thing that the user still has to do, or to know. */
export interface Todo {
	reason: TodoReason;
	/** Cloud Elements' key, where it is about one. */
	key?: string;
	/** What happened and what to do next; holds no secret. */
	message: string;
}

const ORDER: readonly TodoReason[] = Object.values(TODO);

/** Returns the list in the order in which it is shown: what has to be filled in comes first. */
export function inOrder(todo: readonly Todo[]): Todo[] {
	return todo
		.map(({ reason, key, message }) => ({
			reason,
			...(key === undefined ? {} : { key: shownText(key, 200) }),
			message: shownText(message),
		}))
		.sort((left, right) => ORDER.indexOf(left.reason) - ORDER.indexOf(right.reason));
}
