import { readDateParameter, type DateParameter } from './dates';
import { invalidParameters, type ParameterProblem } from './errors';
import type { PhpParameters } from './phpQuery';

/** What a list parameter may be. */
export type ParameterRule =
	| { kind: 'integer'; minimum?: number; maximum?: number; default?: number }
	| { kind: 'choice'; of: readonly string[]; default?: string }
	| { kind: 'choices'; of: readonly string[]; default?: readonly string[] }
	| { kind: 'boolean'; default: boolean }
	| { kind: 'date' }
	| { kind: 'ids' }
	| { kind: 'text' };

type ParameterValue =
	| number
	| string
	| boolean
	| readonly string[]
	| readonly number[]
	| DateParameter;

/** The parameters of one list request, read and defaulted. */
export type ParameterValues = Readonly<Record<string, ParameterValue | undefined>>;

type Reading = { value: ParameterValue } | ParameterProblem;

type Reader<Kind> = (
	name: string,
	given: string | PhpParameters,
	rule: Extract<ParameterRule, { kind: Kind }>,
) => Reading;

/** WordPress' own checks and sentences (rest_validate_value_from_schema). */
const READERS: { readonly [Kind in ParameterRule['kind']]: Reader<Kind> } = {
	integer: (name, given, rule) => {
		if (typeof given !== 'string' || !/^\s*[+-]?\d+(\.0*)?\s*$/.test(given))
			return wrongType(name, 'integer');
		const value = Number(given);
		return outOfBounds(name, value, rule) ?? { value: Math.abs(Math.trunc(value)) };
	},
	choice: (name, given, rule) => {
		if (typeof given !== 'string') return wrongType(name, 'string');
		return rule.of.includes(given) ? { value: given } : notInEnum(name, rule.of);
	},
	choices: (name, given, rule) => {
		const items = listOf(given);
		const wrong = items.findIndex((item) => !rule.of.includes(item));
		return wrong < 0 ? { value: items } : notInEnum(`${name}[${wrong}]`, rule.of);
	},
	boolean: (name, given) => {
		const text = typeof given === 'string' ? given.toLowerCase() : '';
		if (!['true', 'false', '0', '1'].includes(text)) return wrongType(name, 'boolean');
		return { value: text === 'true' || text === '1' };
	},
	date: (_name, given) => {
		const value = typeof given === 'string' ? readDateParameter(given) : undefined;
		return value ? { value } : { code: 'rest_invalid_date', message: 'Invalid date.', data: null };
	},
	// wp_parse_id_list() makes a number of anything: «abc» becomes 0, and an id 0 matches nothing.
	ids: (_name, given) => {
		const ids = listOf(given).map((item) => Math.abs(Number.parseInt(item, 10) || 0));
		return { value: [...new Set(ids)] };
	},
	text: (name, given) => (typeof given === 'string' ? { value: given } : wrongType(name, 'string')),
};

/** Reads the parameters that a list knows, and ignores all others, as the REST API does. */
export function readParameters(
	given: PhpParameters,
	rules: Readonly<Record<string, ParameterRule>>,
): ParameterValues {
	const values: Record<string, ParameterValue | undefined> = {};
	const problems: Record<string, ParameterProblem> = {};
	for (const [name, rule] of Object.entries(rules)) {
		if (given[name] === undefined) {
			values[name] = 'default' in rule ? rule.default : undefined;
			continue;
		}
		const read = READERS[rule.kind] as Reader<ParameterRule['kind']>;
		const reading = read(name, given[name], rule);
		if ('value' in reading) values[name] = reading.value;
		else problems[name] = reading;
	}
	if (Object.keys(problems).length > 0) throw invalidParameters(problems);
	return values;
}

function listOf(given: string | PhpParameters): string[] {
	if (typeof given === 'string') return given.split(/[\s,]+/).filter((item) => item !== '');
	return Object.values(given).filter((item): item is string => typeof item === 'string');
}

/** The error for a value of the wrong type. */
export function wrongType(name: string, type: string): ParameterProblem {
	return {
		code: 'rest_invalid_type',
		message: `${name} is not of type ${type}.`,
		data: { param: name },
	};
}

/** The error for a value that is not one of a list. */
export function notInEnum(name: string, of: readonly string[]): ParameterProblem {
	const last = of[of.length - 1];
	const all = of.length > 2 ? `${of.slice(0, -1).join(', ')}, and ${last}` : of.join(' and ');
	return { code: 'rest_not_in_enum', message: `${name} is not one of ${all}.`, data: null };
}

function outOfBounds(
	name: string,
	value: number,
	{ minimum, maximum }: { minimum?: number; maximum?: number },
): ParameterProblem | undefined {
	const isLow = minimum !== undefined && value < minimum;
	const isHigh = maximum !== undefined && value > maximum;
	if (!isLow && !isHigh) return undefined;
	const message =
		maximum === undefined
			? `${name} must be greater than or equal to ${minimum}`
			: `${name} must be between ${minimum} (inclusive) and ${maximum} (inclusive)`;
	return { code: 'rest_out_of_bounds', message, data: null };
}

const PAGING: Readonly<Record<string, ParameterRule>> = {
	context: { kind: 'choice', of: ['view', 'edit'], default: 'view' },
	page: { kind: 'integer', minimum: 1, default: 1 },
	per_page: { kind: 'integer', minimum: 1, maximum: 100, default: 10 },
	search: { kind: 'text' },
	exclude: { kind: 'ids' },
	include: { kind: 'ids' },
	offset: { kind: 'integer' },
};

/** Parameters that every list has. */
export function listParameters(
	orderBy: readonly string[],
	defaultOrderBy: string,
	defaultOrder: 'asc' | 'desc',
): Record<string, ParameterRule> {
	return {
		...PAGING,
		order: { kind: 'choice', of: ['asc', 'desc'], default: defaultOrder },
		orderby: { kind: 'choice', of: orderBy, default: defaultOrderBy },
	};
}

/** Date parameters of the lists that stand on WC_REST_CRUD_Controller. */
export const DATE_PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	after: { kind: 'date' },
	before: { kind: 'date' },
	modified_after: { kind: 'date' },
	modified_before: { kind: 'date' },
	dates_are_gmt: { kind: 'boolean', default: false },
};
