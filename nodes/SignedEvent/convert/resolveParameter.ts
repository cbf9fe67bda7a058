import { oneSentence } from '../../core/text/oneSentence';
import { holdsExpression, NO_EXPRESSION } from './expression';
import type { FieldPath } from './fieldPath';
import type { Parameter } from './parameters';
import { isPlaceholder, secret } from './read/values';
import { TODO, type Todo } from './todo';

/** The result for one parameter of the body. */
export interface Resolved {
	values: Array<{ field: FieldPath; value: unknown }>;
	/** Fields that stay empty, and that `todo` reports. */
	emptyFields: readonly FieldPath[];
	todo: Todo[];
}

/**
 * Resolves one parameter to the value of its field, or to what its user has to do.
 *
 * @param labelOf describes a field for people
 */
export function resolveParameter(
	parameter: Parameter,
	value: unknown,
	includeSecrets: boolean,
	labelOf: (field: FieldPath) => string,
): Resolved {
	const { key, field } = parameter;
	if (field === undefined)
		return { values: [], emptyFields: [], todo: withoutField(parameter, value) };
	const isSecret = parameter.read === secret;
	const here = labelOf(field);
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	const todo = parts
		.filter((part) => isPlaceholder(part, isSecret))
		.map((part): Todo => {
			const shown = isSecret ? 'masked or a placeholder' : `a placeholder, ${shorten(part)}`;
			const message = `${key} is ${shown}. Enter the real value in ${here}.`;
			return { reason: TODO.placeholder, key, message };
		});
	const unresolved = (...more: Todo[]): Resolved => ({
		values: [],
		emptyFields: [field],
		todo: [...todo, ...more],
	});
	const real = parts.filter((part) => !isPlaceholder(part, isSecret));
	if (real.length === 0) return unresolved();
	const read = parameter.read(Array.isArray(value) ? real : value);
	if (!read.ok || holdsExpression(read.value)) {
		const got = isSecret ? 'something else' : shorten(JSON.stringify(value));
		const expected = read.ok ? NO_EXPRESSION : read.expected;
		const message = `${key} cannot be used: expected ${expected}, got ${got}. Enter a value in ${here}.`;
		return unresolved({ reason: TODO.misfit, key, message });
	}
	if (isSecret && !includeSecrets) {
		const message = `${key} was left out: it is a secret. Enter it in ${here}.`;
		return unresolved({ reason: TODO.secret, key, message });
	}
	if (read.note !== undefined)
		todo.push({ reason: TODO.choice, key, message: `${key}: ${read.note} Check ${here}.` });
	return { values: [{ field, value: read.value }], emptyFields: [], todo };
}

/** Returns what is left to do for a parameter that no field holds. */
function withoutField({ key, read, instead }: Parameter, value: unknown): Todo[] {
	if (instead !== undefined)
		return [{ reason: TODO.unused, key, message: `${key} was left out: ${instead}.` }];
	const given = read(value);
	if (given.ok) return [];
	const message = `${key} cannot be used: expected ${given.expected}, got ${shorten(JSON.stringify(value))}. Add a node that delivers the events in that way.`;
	return [{ reason: TODO.misfit, key, message }];
}

function shorten(value: unknown): string {
	const text = String(value);
	const shown = oneSentence(text.slice(0, 80));
	return text.length > 80 ? `${shown} …` : shown;
}
