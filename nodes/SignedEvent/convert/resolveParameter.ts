import { holdsExpression, NO_EXPRESSION } from './literal';
import type { Parameter } from './parameters';
import type { Place } from './fieldPath';
import { TODO, type Todo } from './todo';
import { isPlaceholder } from './values';

/** What becomes of a part of the body. */
export interface Settled {
	puts: Array<{ place: Place; value: unknown }>;
	/** Places that stay empty, and whose todo says so. */
	open: readonly Place[];
	todo: Todo[];
}

/**
 * What becomes of one parameter's value.
 *
 * @param where names a place, for people
 */
export function settle(
	parameter: Parameter,
	value: unknown,
	includeSecrets: boolean,
	where: (place: Place) => string,
): Settled {
	const { key, places, isSecret = false } = parameter;
	if (places.length === 0) return { puts: [], open: [], todo: withoutPlace(parameter, value) };
	const here = where(places[0]);
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	const standIns = parts.filter((part) => isPlaceholder(part, isSecret));
	const todo = standIns.map((part): Todo => {
		const shown = isSecret
			? 'masked or only a placeholder'
			: `only a placeholder, ${shorten(part)}`;
		return {
			reason: TODO.placeholder,
			key,
			message: `${key} is ${shown}. Enter the real value: ${here}.`,
		};
	});
	const unsettled = (more: Todo[]): Settled => ({
		puts: [],
		open: places,
		todo: [...todo, ...more],
	});
	const real = parts.filter((part) => !isPlaceholder(part, isSecret));
	if (real.length === 0) return unsettled([]);
	const read = parameter.read(Array.isArray(value) ? real : value);
	const isEvaluated = read.ok && holdsExpression(read.value);
	if (!read.ok || isEvaluated) {
		const got = isSecret ? 'something else' : shorten(JSON.stringify(value));
		const expected = read.ok ? NO_EXPRESSION : read.expected;
		const message = `${key}: expected ${expected}, got ${got}. Enter it by hand: ${here}.`;
		return unsettled([{ reason: TODO.misfit, key, message }]);
	}
	if (isSecret && !includeSecrets) {
		const message = `${key} is a secret and was not carried over. Enter it: ${here}.`;
		return unsettled([{ reason: TODO.secret, key, message }]);
	}
	if (read.note !== undefined)
		todo.push({ reason: TODO.choice, key, message: `${key}: ${read.note} See ${here}.` });
	return { puts: places.map((place) => ({ place, value: read.value })), open: [], todo };
}

/** What is left to do for a parameter that no field of n8n has. */
function withoutPlace({ key, read, instead }: Parameter, value: unknown): Todo[] {
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
