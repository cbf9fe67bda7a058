import { holdsExpression, NO_EXPRESSION } from './expression';
import type { Parameter } from './parameters';
import type { FieldPath } from './fieldPath';
import { TODO, type Todo } from './todo';
import { isPlaceholder } from './read/values';

/** What becomes of a part of the body. */
export interface Resolved {
	values: Array<{ field: FieldPath; value: unknown }>;
	/** Places that stay empty, and whose todo says so. */
	emptyFields: readonly FieldPath[];
	todo: Todo[];
}

/**
 * What becomes of one parameter's value.
 *
 * @param where names a place, for people
 */
export function resolveParameter(
	parameter: Parameter,
	value: unknown,
	includeSecrets: boolean,
	where: (place: FieldPath) => string,
): Resolved {
	const { key, fields: fields, isSecret = false } = parameter;
	if (fields.length === 0)
		return { values: [], emptyFields: [], todo: withoutField(parameter, value) };
	const here = where(fields[0]);
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	const placeholders = parts.filter((part) => isPlaceholder(part, isSecret));
	const todo = placeholders.map((part): Todo => {
		const shown = isSecret
			? 'masked or only a placeholder'
			: `only a placeholder, ${shorten(part)}`;
		return {
			reason: TODO.placeholder,
			key,
			message: `${key} is ${shown}. Enter the real value: ${here}.`,
		};
	});
	const unresolved = (more: Todo[]): Resolved => ({
		values: [],
		emptyFields: fields,
		todo: [...todo, ...more],
	});
	const real = parts.filter((part) => !isPlaceholder(part, isSecret));
	if (real.length === 0) return unresolved([]);
	const read = parameter.read(Array.isArray(value) ? real : value);
	const isEvaluated = read.ok && holdsExpression(read.value);
	if (!read.ok || isEvaluated) {
		const got = isSecret ? 'something else' : shorten(JSON.stringify(value));
		const expected = read.ok ? NO_EXPRESSION : read.expected;
		const message = `${key}: expected ${expected}, got ${got}. Enter it by hand: ${here}.`;
		return unresolved([{ reason: TODO.misfit, key, message }]);
	}
	if (isSecret && !includeSecrets) {
		const message = `${key} is a secret and was not carried over. Enter it: ${here}.`;
		return unresolved([{ reason: TODO.secret, key, message }]);
	}
	if (read.note !== undefined)
		todo.push({ reason: TODO.choice, key, message: `${key}: ${read.note} See ${here}.` });
	return { values: fields.map((field) => ({ field, value: read.value })), emptyFields: [], todo };
}

/** What is left to do for a parameter that no field of n8n has. */
function withoutField({ key, read, instead }: Parameter, value: unknown): Todo[] {
	if (instead !== undefined)
		return [{ reason: TODO.unused, key, message: `${key} was left out: ${instead}.` }];
	const given = read(value);
	if (given.ok) return [];
	const message = `${key}: expected ${given.expected}, got ${shorten(JSON.stringify(value))}. Add a node that sends the events in that way.`;
	return [{ reason: TODO.misfit, key, message }];
}

function shorten(value: unknown): string {
	const text = String(value);
	return text.length > 80 ? `${text.slice(0, 80)} …` : text;
}
