import { isObject } from '../../../core/json';
import { oneSentence } from '../../../core/text/oneSentence';
import { shownText } from '../../../core/text/shownText';
import { ELEMENT_KEYS, ELEMENTS, type ElementKey } from '../elements';
import { isPlaceholder, textOf } from './values';

/** Why an instance cannot be converted. */
export const INSTANCE_ERROR = {
	empty: 'empty',
	jsonMalformed: 'json_malformed',
	notAnObject: 'not_an_object',
	partMissing: 'part_missing',
	elementUnknown: 'element_unknown',
	expression: 'expression',
} as const;

export interface InstanceError {
	ok: false;
	reason: (typeof INSTANCE_ERROR)[keyof typeof INSTANCE_ERROR];
	/** What failed, why, and the next step. It holds no value of the body, except the element key. */
	message: string;
}

/** The parameters of an instance, in one form for request bodies and responses. */
export interface Definition {
	element: ElementKey;
	/** All keys: those of `configuration` as they are, others as a path. */
	keys: readonly string[];
	/** Values by key, without empty ones. */
	values: ReadonlyMap<string, unknown>;
}

export function instanceError(reason: InstanceError['reason'], message: string): InstanceError {
	return { ok: false, reason, message: shownText(message) };
}

const EXPECTED =
	'Paste the JSON body that was posted to /instances, or a response that holds an instance.';

/** Members beside the configuration whose own members are parameters. */
const NESTED_MEMBERS = ['element', 'providerData'];

/** Reads one instance, as posted to `/instances` or from a response. */
export function readDefinition(body: unknown): { ok: true; value: Definition } | InstanceError {
	if (!isObject(body))
		return instanceError(
			INSTANCE_ERROR.notAnObject,
			`The instance cannot be read: it is ${kindOf(body)}, not an object. ${EXPECTED}`,
		);
	const { configuration } = body;
	if (!isObject(configuration))
		return instanceError(
			INSTANCE_ERROR.partMissing,
			`The instance cannot be read: it lacks the object "configuration"${isObject(body.element) ? '' : ' and "element"'}. It has ${namesOf(body)}. ${EXPECTED}`,
		);
	const all = flatten(body, configuration);
	const keys = all.map(([key]) => key);
	const values = new Map(all.filter(([, value]) => !isBlank(value)));
	const element = elementOf(values);
	return typeof element === 'string' ? { ok: true, value: { element, keys, values } } : element;
}

function flatten(
	body: Record<string, unknown>,
	configuration: Record<string, unknown>,
): Array<[key: string, value: unknown]> {
	const others = Object.entries(body).filter(([name]) => name !== 'configuration');
	const named = others.flatMap(
		([name, part]): Array<[string, unknown]> =>
			NESTED_MEMBERS.includes(name) && isObject(part)
				? Object.entries(part).map(([key, value]) => [`${name}.${key}`, value])
				: [[name, part]],
	);
	// Cloud Elements documents members beside the configuration. A configuration key of the same name is another one.
	const taken = new Set(named.filter(([, value]) => !isBlank(value)).map(([key]) => key));
	const configured = Object.entries(configuration).map(([key, value]): [string, unknown] => [
		taken.has(key) ? `configuration.${key}` : key,
		value,
	]);
	return [...named, ...configured];
}

function elementOf(values: ReadonlyMap<string, unknown>): ElementKey | InstanceError {
	const key = values.get('element.key');
	const known = ELEMENT_KEYS.find((one) => one === textOf(key).toLowerCase());
	if (known !== undefined) return known;
	const all = ELEMENT_KEYS.join(', ');
	if (key !== undefined && !isPlaceholder(key))
		return instanceError(
			INSTANCE_ERROR.elementUnknown,
			`The instance cannot be converted: this package has no trigger for element.key ${oneSentence(JSON.stringify(key).slice(0, 60))}. Convert only instances of ${all}.`,
		);
	const recognized = ELEMENT_KEYS.find((one) =>
		[...values.keys()].some((name) => ELEMENTS[one].recognizedBy.test(name)),
	);
	return (
		recognized ??
		instanceError(
			INSTANCE_ERROR.partMissing,
			`The instance cannot be converted: it lacks element.key, and its configuration does not match any element. Add "element": { "key": … } with one of ${all}.`,
		)
	);
}

function isBlank(value: unknown): boolean {
	return (
		value === null ||
		value === undefined ||
		(typeof value === 'string' && value.trim() === '') ||
		(Array.isArray(value) && value.length === 0)
	);
}

function kindOf(value: unknown): string {
	if (value === null || value === undefined) return 'nothing';
	return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Maximum characters of a name that a message shows. */
const LONGEST_NAME = 100;

function namesOf(body: object): string {
	const names = Object.keys(body).map((name) => oneSentence(name.slice(0, LONGEST_NAME)));
	if (names.length === 0) return 'nothing';
	return names.length > 6 ? `${names.slice(0, 6).join(', ')} …` : names.join(', ');
}
