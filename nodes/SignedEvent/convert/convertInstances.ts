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
 * Converts Cloud Elements instances: one outcome for each.
 *
 * @param given a body of `/instances`, an answer of it, or a list of these; as text (JSON, leniently
 *   read, or the cURL command around it) or as what the text stands for
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

/** The last look at what goes out as a whole, so that no way by which a text got there is forgotten. */
function withoutExpressions(value: Conversion): Converted {
	return holdsExpression([value.workflow, value.credentials])
		? instanceError(
				INSTANCE_ERROR.expression,
				'A text of the instance would have become an expression of the workflow. Please report this, and convert the instance without values that begin with =.',
			)
		: { ok: true, value };
}

function readBodies(given: unknown): unknown[] | InstanceError {
	if (typeof given !== 'string') {
		const plain = asJson(given);
		return plain.ok ? listOf(plain.value) : plain;
	}
	if (given.trim() === '')
		return instanceError(INSTANCE_ERROR.empty, 'There is no instance. Paste the JSON of one.');
	const json = readLenientJson(given);
	return json.ok
		? listOf(json.value)
		: instanceError(
				INSTANCE_ERROR.jsonMalformed,
				`The instance cannot be read. ${json.message} Copy it again, whole.`,
			);
}

/** What an expression of the user gave, as the same JSON in a text would be: no deeper, no methods. */
function asJson(given: unknown): { ok: true; value: unknown } | InstanceError {
	if (typeof given !== 'object') return { ok: true, value: given };
	try {
		const parsed = parseJson(JSON.stringify(given));
		if (parsed.ok) return parsed;
	} catch {
		// Too deep for the engine, or a circle.
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
		: instanceError(INSTANCE_ERROR.empty, 'The list of instances is empty.');
}
