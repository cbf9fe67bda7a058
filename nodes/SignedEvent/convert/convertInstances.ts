import { parseJson } from '../../core/json';
import { convertDefinition, type Conversion, type ConversionSettings } from './convertDefinition';
import {
	INSTANCE_ERROR,
	readDefinition,
	instanceError,
	type InstanceError,
} from './read/definition';
import { readLenientJson } from './read/lenientJson';
import { holdsExpression } from './expression';

export type Converted = { ok: true; value: Conversion } | InstanceError;

/**
 * Converts Cloud Elements instances, with one outcome for each.
 *
 * @param given a request body of `/instances`, a response, or a list of them. It is text (JSON, read leniently, or the
 *   cURL command around it) or the parsed value.
 */
export function convertInstances(given: unknown, settings: ConversionSettings): Converted[] {
	const read = readBodies(given);
	if (!Array.isArray(read)) return [read];
	return read.map((body, index) => {
		const definition = readDefinition(body);
		if (definition.ok) return withoutExpressions(convertDefinition(definition.value, settings));
		const which = read.length > 1 ? `Instance ${index + 1} of ${read.length}: ` : '';
		return { ...definition, message: `${which}${definition.message}` };
	});
}

/** Checks the whole output again, however a text got into it. */
function withoutExpressions(value: Conversion): Converted {
	return holdsExpression([value.workflow, value.credentials])
		? instanceError(
				INSTANCE_ERROR.expression,
				'The instance cannot be converted: one of its texts would become an expression. Remove values that begin with =, and report this as a bug.',
			)
		: { ok: true, value };
}

function readBodies(given: unknown): unknown[] | InstanceError {
	if (typeof given !== 'string') {
		const plain = asJson(given);
		return plain.ok ? listOf(plain.value) : plain;
	}
	if (given.trim() === '')
		return instanceError(
			INSTANCE_ERROR.empty,
			'The instance cannot be read: the text is empty. Paste the JSON of an instance.',
		);
	const json = readLenientJson(given);
	return json.ok
		? listOf(json.value)
		: instanceError(
				INSTANCE_ERROR.jsonMalformed,
				`The instance cannot be read: ${json.message}. Copy all of it again.`,
			);
}

/** Returns the value of an expression as its JSON text would be read: without methods, and not too deep. */
function asJson(given: unknown): { ok: true; value: unknown } | InstanceError {
	if (typeof given !== 'object') return { ok: true, value: given };
	try {
		const parsed = parseJson(JSON.stringify(given));
		if (parsed.ok) return parsed;
	} catch {
		// Too deep for the engine, or circular.
	}
	return instanceError(
		INSTANCE_ERROR.jsonMalformed,
		'The instance cannot be read: it is nested too deeply. Pass the JSON of one instance.',
	);
}

function listOf(value: unknown): unknown[] | InstanceError {
	if (!Array.isArray(value)) return [value];
	return value.length > 0
		? value
		: instanceError(
				INSTANCE_ERROR.empty,
				'The instances cannot be read: the list is empty. Pass the JSON of at least one instance.',
			);
}
