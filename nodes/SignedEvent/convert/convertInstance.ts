import { convertDefinition, type Conversion, type ConversionSettings } from './convertDefinition';
import { INSTANCE_REFUSAL, readDefinition, refusal, type InstanceRefusal } from './definition';
import { readLenientJson } from './lenientJson';

export type Converted = { ok: true; value: Conversion } | InstanceRefusal;

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
		if (definition.ok) return { ok: true, value: convertDefinition(definition.value, settings) };
		const which = read.length > 1 ? `Instance ${index + 1} of ${read.length}: ` : '';
		return { ...definition, message: `${which}${definition.message}` };
	});
}

function readBodies(given: unknown): unknown[] | InstanceRefusal {
	if (typeof given !== 'string') return listOf(given);
	if (given.trim() === '')
		return refusal(INSTANCE_REFUSAL.empty, 'There is no instance. Paste the JSON of one.');
	const json = readLenientJson(given);
	return json.ok
		? listOf(json.value)
		: refusal(
				INSTANCE_REFUSAL.jsonMalformed,
				`The instance cannot be read. ${json.message} Copy it again, whole.`,
			);
}

function listOf(value: unknown): unknown[] | InstanceRefusal {
	if (!Array.isArray(value)) return [value];
	return value.length > 0
		? value
		: refusal(INSTANCE_REFUSAL.empty, 'The list of instances is empty.');
}
